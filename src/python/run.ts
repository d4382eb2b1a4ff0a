/** Runs Python to its end, and says in one sentence what it failed of. */
import { spawn } from 'node:child_process';
import { DISK_FULL } from './reason.js';

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

/** What pip and venv print, and what that means. The first that matches counts. */
const KNOWN: readonly [RegExp, string][] = [
  [/No space left on device|Errno 28|File too large|Errno 27|Disk quota exceeded/, DISK_FULL],
  [
    /DO NOT MATCH THE HASHES|hash mismatch|Expected sha256/i,
    'the package index served another file than the pinned one (wrong checksum); try again, or another index.',
  ],
  [
    /No module named '?(pip|venv|ensurepip)\b|ensurepip is not available/,
    'this Python lacks pip or venv; install them (Debian: apt install python3-venv).',
  ],
  [
    /NewConnectionError|NameResolutionError|Failed to resolve|ProxyError|unreachable|ConnectTimeout|Connection (refused|reset|broken|aborted)|Max retries|timed out|Name or service|Temporary failure|IncompleteRead|ReadTimeout|ProtocolError|RemoteDisconnected|SSLError/,
    "the package index could not be reached; check the connection (and pip's settings), then try again.",
  ],
  [
    /No matching distribution|Could not find a version/,
    "the package index has no such package for this Python and machine; check pip's settings, then try again.",
  ],
  [/Permission denied|Read-only file system/, 'a folder is not writable.'],
];

export interface RunOptions {
  env?: NodeJS.ProcessEnv;
  /** An open file that Python gets as its descriptor 3, and holds until it ends. */
  holding?: number;
  /** What it writes to stdout, as it comes. */
  onOutput?: (text: string) => void;
}

/**
 * Runs `python args` to its end.
 * @returns what it wrote to stdout.
 * @throws PythonError when it ends with a status other than 0, or can't be started.
 */
export function runPython(
  python: string,
  args: readonly string[],
  { env = {}, holding, onOutput }: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(python, args, {
      stdio: ['ignore', 'pipe', 'pipe', ...(holding === undefined ? [] : [holding])],
      env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', ...env },
    });
    let printed = '';
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      output += text;
      onOutput?.(text);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) =>
      reject(new PythonError(`${python} could not be started: ${error.message}`, '')),
    );
    child.on('close', (status, signal) => {
      if (status === 0) resolve(printed);
      else reject(new PythonError(meaning(output, signal), output));
    });
  });
}

function meaning(output: string, signal: NodeJS.Signals | null): string {
  if (signal === 'SIGXFSZ') return DISK_FULL;
  const known = KNOWN.find(([pattern]) => pattern.test(output));
  if (known) return known[1];
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim() ?? `Python was ended by ${signal ?? 'itself'}`;
}
