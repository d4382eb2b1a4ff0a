/** Runs Python, and says in one sentence what it failed of. */
import { spawn } from 'node:child_process';

/** Python ended with an error; the message is for people, `output` is all that it wrote. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** What pip prints, and what that means. The first that matches counts. */
const KNOWN: readonly [RegExp, string][] = [
  [
    /No space left on device|Errno 28|File too large|Errno 27/,
    'the disk is full; free some space and try again.',
  ],
  [
    /DO NOT MATCH THE HASHES|hash mismatch|Expected sha256/i,
    'the package index served another file than the pinned one (wrong checksum); try again, or another index.',
  ],
  [
    /No module named (pip|venv|ensurepip)|ensurepip is not available/,
    'this Python lacks pip or venv; install them (Debian: apt install python3-venv).',
  ],
  [
    /NewConnectionError|ConnectTimeout|Connection (refused|reset|broken|aborted)|Max retries|timed out|Name or service|Temporary failure|IncompleteRead|ReadTimeout|No matching distribution|Could not find a version|ProtocolError|RemoteDisconnected/,
    "the package index could not be reached; check the connection (and pip's settings), then try again.",
  ],
  [/Permission denied|Read-only file system/, 'a folder is not writable.'],
];

/**
 * Runs `python args` to its end.
 * @throws PythonError when it ends with a status other than 0, or can't be started.
 */
export function runPython(
  python: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', ...env },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', (error) =>
      reject(new PythonError(`${python} could not be started: ${error.message}`, '')),
    );
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output);
      else reject(new PythonError(meaning(output, signal), output));
    });
  });
}

function meaning(output: string, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGXFSZ') return 'the disk is full; free some space and try again.';
  const known = KNOWN.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? `Python was ended by ${signal ?? 'itself'}`;
}
