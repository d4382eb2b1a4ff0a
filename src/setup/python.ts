/** Finds a Python that can make virtual environments. */
import { messageOf } from '../error-message.js';
import { runPython } from '../python/index.js';
import { SetupError } from './errors.js';

const OLDEST: readonly [number, number] = [3, 10];

export interface Python {
  command: string;
  version: string;
}

const PROBE = 'import sys; print("%d.%d.%d" % sys.version_info[:3]); import venv, ensurepip';

/**
 * The first Python that is new enough: `$PYTHON`, `python3`, `python`.
 * @throws SetupError when there is none; the message says what each candidate lacked.
 */
export async function findPython(): Promise<Python> {
  const candidates = [process.env.PYTHON, 'python3', 'python'].filter((name) => name !== undefined);
  const found: string[] = [];
  for (const command of candidates) {
    try {
      const version = (await runPython(command, ['-c', PROBE])).trim();
      if (isNewEnough(version)) return { command, version };
      found.push(`${command} is ${version}`);
    } catch (error) {
      found.push(`${command}: ${messageOf(error)}`);
    }
  }
  throw new SetupError(
    'Python',
    `Python ${OLDEST.join('.')} or newer with venv was not found (${found.join('; ')}). ` +
      'Install it (Debian: apt install python3 python3-venv), or name it: PYTHON=/path/to/python3.',
  );
}

function isNewEnough(version: string): boolean {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
