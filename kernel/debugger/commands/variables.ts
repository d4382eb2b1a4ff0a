/** Variables: of a paused frame, and those of cells, which are there without debugging too. */
import type { Runtime } from 'node:inspector';
import { integerField, type JsonObject, stringField } from '../../wire/json.js';
import { Refusal } from '../protocol.js';
import { isIdentifier, PAUSED, type Variable } from '../variables.js';
import { writeCopies, writeProperty } from '../writing.js';
import type { Command } from './command.js';

export const variables: Command = async (parameters, session) => {
  const reference = integerField(parameters, 'variablesReference', 0);
  const start = integerField(parameters, 'start', 0);
  // None given, or 0, asks for all.
  const count = integerField(parameters, 'count', 0) || undefined;
  return { variables: await session.variables.children(reference, start, count) };
};

/** Jupyter's: the variables of cells. */
export const inspectVariables: Command = async (_parameters, session) => {
  const group = await session.nextList();
  const found = await session.evaluation.values(await session.names(), group);
  return { variables: found.map((one) => session.variables.variable(one, group)) };
};

/** Jupyter's: a variable as a cell would show it. */
export const richInspectVariables: Command = async (parameters, session) => {
  const { pauses, evaluation } = session;
  const name = identifierField(parameters, 'variableName');
  const [top] = pauses.frames;
  const { frameId } = parameters;
  const frame = typeof frameId === 'number' && frameId > 0 ? pauses.frame(frameId) : top;
  const waits = !pauses.isPaused;
  const bundle = await evaluation.askOf('bundle', name, frame?.call.callFrameId, waits);
  return { data: JSON.parse(bundle), metadata: {} };
};

export const setVariable: Command = async (parameters, session) => {
  const { evaluation, variables: all } = session;
  const holder = all.holderOf(integerField(parameters, 'variablesReference', 0));
  const name = stringField(parameters, 'name');
  const text = stringField(parameters, 'value');
  const frame =
    holder.kind === 'scopes' ? holder.frame : session.pauses.frames[0]?.call.callFrameId;
  const options = { frame, group: PAUSED };
  let written: Runtime.RemoteObject;
  if (holder.kind !== 'scopes') {
    const value = await evaluation.evaluate(text, options);
    written = await writeProperty(all.properties, holder, name, value, PAUSED);
  } else {
    const page = { start: 0, count: Number.POSITIVE_INFINITY };
    const found = await all.properties.of(holder, PAUSED, page);
    if (!isIdentifier(name) || !found.some((one) => one.name === name)) {
      throw new Refusal(`There is no variable ${name} here that could be set.`);
    }
    written = await evaluation.evaluate(`${name} = (${text}\n)`, options);
    await writeCopies(all.properties, holder.objects, name, written, PAUSED);
  }
  return withoutName(all.variable({ name, value: written }, PAUSED));
};

/** Jupyter's: a variable of a frame becomes one of all cells. */
export const copyToGlobals: Command = async (parameters, session) => {
  const source = identifierField(parameters, 'srcVariableName');
  const target = identifierField(parameters, 'dstVariableName');
  const frame = session.pauses.frame(parameters.srcFrameId);
  const value = await session.copy(source, frame.call.callFrameId, target);
  return withoutName(session.variables.variable({ name: target, value }, PAUSED));
};

/** What is there now, as the response to a command that has written it says. */
function withoutName({ name: _name, ...described }: Variable): JsonObject {
  return described;
}

function identifierField(parameters: JsonObject, field: string): string {
  const name = stringField(parameters, field);
  if (!isIdentifier(name)) throw new Refusal(`${field} must be the name of a variable: '${name}'.`);
  return name;
}
