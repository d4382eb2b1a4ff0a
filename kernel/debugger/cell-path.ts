/**
 * The paths that stand for cells in the debugger: what a front end and the kernel both make of a
 * cell's text. No such files are written; the kernel knows the texts.
 */
import { tmpdir } from 'node:os';
import path from 'node:path';
import { murmur2 } from './murmur2.js';

export const HASH_SEED = 0xc70f6907;

/**
 * JupyterLab shows a path with `ipykernel_` in it as the number of its cell, and any other as it is.
 */
export const PATH_PREFIX = path.join(tmpdir(), `gradbook_ipykernel_${process.pid}`) + path.sep;

export const PATH_SUFFIX = '.ts';

export function cellPath(code: string): string {
  return `${PATH_PREFIX}${murmur2(code, HASH_SEED)}${PATH_SUFFIX}`;
}
