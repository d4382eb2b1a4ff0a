/**
 * Opens a plugin's shared library so that it stays: once loaded, never unloaded. Knows nothing of the API in it.
 */
import { constants } from 'node:os';
import koffi from 'koffi';
import { missingBytes } from './elf.js';
import { PluginLoadError } from './errors.js';
import { keepFreedMemory } from './freed-memory.js';
import { keepGlobals } from './lasting-globals.js';
import { readCString } from './native-memory.js';

const process_ = koffi.load(null);
const dlopen: (file: string, flags: number) => number | bigint = process_.func(
  'dlopen',
  'uintptr_t',
  ['str', 'int'],
);
const dlsym: (library: bigint, symbol: string) => number | bigint = process_.func(
  'dlsym',
  'uintptr_t',
  ['uintptr_t', 'str'],
);
const dlerror: () => number | bigint = process_.func('dlerror', 'uintptr_t', []);
const setenv: (name: string, value: string, overwrite: number) => number = process_.func(
  'setenv',
  'int',
  ['str', 'str', 'int'],
);

/** A plugin's threads outlive every client, so its code must stay mapped until the process has ended. */
const RTLD_NODELETE = process.platform === 'darwin' ? 0x80 : 0x1000;

/**
 * XLA logs each client and device to stderr. Errors come back as statuses, so its log is kept for those who
 * ask for it: with TF_CPP_MIN_LOG_LEVEL set by the user, that setting holds.
 */
function quietLog(): void {
  // In a worker thread `process.env` is a copy; the library reads the process's own environment.
  setenv('TF_CPP_MIN_LOG_LEVEL', '3', 0);
}

/** Gives XLA flags, which it reads when it first compiles; those of the environment variable `XLA_FLAGS` hold over them. */
export function addXlaFlags(flags: string): void {
  const given = process.env.XLA_FLAGS ?? '';
  // A process that this one has started has them already.
  if (given.startsWith(flags)) return;
  const all = `${flags} ${given}`.trim();
  // Said to both, as they are two in a worker thread.
  process.env.XLA_FLAGS = all;
  setenv('XLA_FLAGS', all, 1);
}

/**
 * Loads a shared library and finds one function in it.
 * @returns the function's address
 * @throws PluginLoadError when the file is missing, isn't a library for this machine or lacks the function
 */
export function loadSymbol(path: string, symbol: string): bigint {
  const library = loadLibrary(path);
  const address = dlsym(library, symbol);
  if (Number(address) === 0) {
    throw new PluginLoadError(path, `it is no PJRT plugin, for it has no function ${symbol}`);
  }
  keepGlobals(library);
  keepFreedMemory();
  return BigInt(address);
}

/**
 * Loads a shared library, and so lets those that are loaded later find it by its name.
 * @returns its handle
 * @throws PluginLoadError when the file is missing or isn't a library for this machine
 */
export function loadLibrary(path: string): bigint {
  const missing = missingBytes(path);
  if (missing > 0)
    throw new PluginLoadError(path, `the file is cut off, ${missing} bytes are missing`);
  quietLog();
  const library = dlopen(path, constants.dlopen.RTLD_NOW | RTLD_NODELETE);
  if (Number(library) === 0) throw new PluginLoadError(path, lastError());
  return BigInt(library);
}

function lastError(): string {
  const text = dlerror();
  return Number(text) === 0 ? 'the system gave no reason' : readCString(BigInt(text));
}
