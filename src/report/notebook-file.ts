/**
 * A notebook file, as far as a report needs it. Fields that aren't named here are passed on.
 * {@link https://nbformat.readthedocs.io/en/latest/format_description.html | nbformat 4}
 */
import { readFile } from 'node:fs/promises';
import { isRecord } from '../is-record.js';
import { ReportError } from './errors.js';

export interface NotebookFile {
  metadata: Record<string, unknown>;
  cells: NotebookCell[];
}

export interface NotebookCell {
  cell_type: string;
  source: string | string[];
  outputs?: NotebookOutput[];
}

export interface NotebookOutput {
  output_type: string;
  data?: Record<string, unknown>;
  metadata?: Record<string, unknown>;
}

/** @throws ReportError when the file can't be read or isn't a notebook of format 4. */
export async function readNotebook(file: string): Promise<NotebookFile> {
  const fail = (why: string, cause?: unknown): never => {
    throw new ReportError('notebook', file, `No report: ${file} ${why}.`, { cause });
  };
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) =>
    fail(cause.code === 'ENOENT' ? 'does not exist' : `can't be read (${cause.message})`, cause),
  );
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    fail('is not a notebook: it is not JSON', cause);
  }
  if (isNotebook(value)) return value;
  return fail('is not a notebook of format 4; open and save it in JupyterLab to convert it');
}

/** A source or text, which files hold as lines. */
export function joinLines(text: string | readonly string[]): string {
  return typeof text === 'string' ? text : text.join('');
}

function isNotebook(value: unknown): value is NotebookFile {
  return (
    isRecord(value) &&
    value.nbformat === 4 &&
    isRecord(value.metadata) &&
    Array.isArray(value.cells) &&
    value.cells.every(isCell)
  );
}

function isCell(value: unknown): value is NotebookCell {
  if (!isRecord(value) || typeof value.cell_type !== 'string' || !isText(value.source))
    return false;
  return (
    value.outputs === undefined || (Array.isArray(value.outputs) && value.outputs.every(isOutput))
  );
}

function isOutput(value: unknown): value is NotebookOutput {
  return (
    isRecord(value) &&
    typeof value.output_type === 'string' &&
    (value.data === undefined || isRecord(value.data)) &&
    (value.metadata === undefined || isRecord(value.metadata))
  );
}

function isText(value: unknown): value is string | string[] {
  return (
    typeof value === 'string' ||
    (Array.isArray(value) && value.every((line) => typeof line === 'string'))
  );
}
