/** The declarations file that all cells see: the kernel's globals, and a type of the kernel's own. */
import { fileURLToPath } from 'node:url';
import { builtFile } from '../package-root.js';
import { CELL_FILES, LIVE } from './cell-files.js';

export const AMBIENT = `${CELL_FILES}globals.d.ts`;

const display = JSON.stringify(fileURLToPath(builtFile('display/display.js')));
const prompt = JSON.stringify(fileURLToPath(builtFile('display/prompt.js')));
const tslab = JSON.stringify(fileURLToPath(builtFile('display/tslab.js')));

/** Its text. The types are those of the functions themselves. */
export const AMBIENT_TEXT = `
declare global {
  /** What a variable of an earlier cell holds by now: that it could be missing has been seen to. */
  type ${LIVE}<T> = unknown extends T ? T : [T & {}] extends [never] ? any : T & {};
  /** Shows a value below the cell, as rich as it can. */
  const display: import(${display}).Displays['show'] & typeof import(${tslab}).display;
  /** Takes away what the cell has shown so far; with \`wait\`, when the next output comes. */
  const clearOutput: import(${display}).Displays['clearOutput'];
  /** Asks the person at the notebook for a line, and waits for it. */
  const prompt: import(${prompt}).Prompt;
  /** Asks the person whether it is so. */
  const confirm: import(${prompt}).Questions['confirm'];
  /** Shows the person a text, and waits until it is seen. */
  const alert: import(${prompt}).Questions['alert'];
}
export {};
`;
