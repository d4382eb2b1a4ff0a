/** Sources: cells, files, and the breakpoints in them. */
import { readFile } from 'node:fs/promises';
import { integerField, isRecord, type JsonObject, stringField } from '../../wire/json.js';
import { cellPath, PATH_PREFIX } from '../cell-path.js';
import { wishOf } from '../conditions.js';
import { Refusal, recordsField } from '../protocol.js';
import type { DebugSession } from '../session.js';
import type { Command } from './command.js';

/** Jupyter's: a cell that may be debugged, before it runs. */
export const dumpCell: Command = (parameters, { dumped }) => {
  const code = stringField(parameters, 'code');
  const sourcePath = cellPath(code);
  dumped.set(sourcePath, code);
  return { sourcePath };
};

export const source: Command = async (parameters, session) => {
  const path = pathOf(parameters);
  const code = session.codeOf(path);
  if (code !== undefined) return { content: code, mimeType: 'text/typescript' };
  const content = await readFile(path, 'utf8').catch(() => undefined);
  if (content === undefined) throw new Refusal(`There is no source for ${path || 'no path'}.`);
  const mimeType = /\.[cm]?tsx?$/.test(path) ? 'text/typescript' : 'text/javascript';
  return { content, mimeType };
};

export const setBreakpoints: Command = async (parameters, session) => {
  const { breakpoints } = session;
  const path = pathOf(parameters);
  if (path === '') throw new Refusal('setBreakpoints needs a source with a path.');
  const wishes = recordsField(parameters, 'breakpoints').flatMap((one) => wishOf(one) ?? []);
  const set = await breakpoints.set(path, wishes, session.codeOf(path));
  const isOfFile = ({ source }: { source: string }) => !source.startsWith(PATH_PREFIX);
  await session.watchFiles(breakpoints.all().some(isOfFile));
  return { breakpoints: set };
};

export const setExceptionBreakpoints: Command = async ({ filters }, session) => {
  const { exceptions, evaluation, hiddenCode } = session;
  await exceptions.set(Array.isArray(filters) ? filters.map(String) : []);
  await evaluation.ask('watchFailures', exceptions.areOn);
  await hiddenCode.search(false);
  return {};
};

export const breakpointLocations: Command = async (parameters, session) => {
  const line = integerField(parameters, 'line', 1);
  const last = integerField(parameters, 'endLine', line);
  const stops = await session.stopsOfPath(pathOf(parameters));
  const found = stops.all.flatMap(({ original }) => original ?? []);
  const wanted = found.filter((one) => one.line >= line && one.line <= last);
  // Several places of the JavaScript may be one of the TypeScript.
  const places = new Map(wanted.map((one) => [`${one.line}:${one.column}`, one]));
  return { breakpoints: [...places.values()] };
};

/** The files that are loaded, the kernel's own left out. */
export const modules: Command = async (parameters, session) => {
  const files = await filesOf(session);
  const start = integerField(parameters, 'startModule', 0);
  const count = integerField(parameters, 'moduleCount', 0) || files.length;
  const shown = files.slice(start, start + count);
  return { modules: shown, totalModules: files.length };
};

async function filesOf(session: DebugSession): Promise<JsonObject[]> {
  const scripts = await session.listScripts();
  const files = scripts.filter(({ cell }) => cell === undefined);
  const byPath = new Map(files.map(({ name, path }) => [path, { name, path }]));
  return [...byPath.values()].map((one, id) => ({ id, ...one }));
}

function pathOf({ source: given }: JsonObject): string {
  return isRecord(given) ? stringField(given, 'path') : '';
}
