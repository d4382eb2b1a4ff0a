/**
 * Loops that V8 12 can't be reached in any more, once the debugger has looked at their function: it
 * leaves out the check for interrupts there where it would replace a running loop by faster code.
 * So Node 22 does without such replacement while cells are debugged. Node 20 and 24 need nothing.
 */
import { setFlagsFromString } from 'node:v8';

const isAffected = process.versions.v8.startsWith('12.');

/** Called when debugging begins and ends; V8's flags are those of all threads. */
export function keepLoopsReachable(isDebugging: boolean): void {
  if (isAffected) setFlagsFromString(isDebugging ? '--no-use-osr' : '--use-osr');
}
