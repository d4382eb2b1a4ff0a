/**
 * Compiled programs on disk, so that a second process compiles nothing: one file a program, named by the hash of all
 * that made it. Whatever is wrong with a file or the folder costs a compilation and nothing else. Which file goes when
 * there is no room is in eviction.ts.
 */
import { createHash } from 'node:crypto';
import { readFileSync, utimesSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../whole-file.js';
import type { CompilerFlags, LoadedExecutable, PjrtClient } from '../pjrt/index.js';
import { evict } from './eviction.js';
import { machineIdentity } from './machine-identity.js';

/** Of an entry's file: the hash of what made the program, so that a file under another's name is not taken for it. */
const HASH_BYTES = 32;
/** Bytes written after which the folder is looked at again. */
const EVICTION_STRIDE = 16 * 2 ** 20;

export class ExecutableCache {
  readonly #client: PjrtClient;
  readonly #folder: string;
  readonly #limit: number;
  /** All but the program's text that an entry depends on. */
  readonly #circumstances: string;
  #written = EVICTION_STRIDE;
  /** One write after the other: nobody waits for them. */
  #writing: Promise<void> = Promise.resolve();
  #writable = true;

  /** @param limit the most bytes that the files may take together */
  constructor(client: PjrtClient, folder: string, limit: number) {
    this.#client = client;
    this.#folder = folder;
    this.#limit = limit;
    this.#circumstances = JSON.stringify([client.identity, machineIdentity()]);
  }

  /** What was kept for a program's text, devices and flags; undefined when there is none that can be used here. */
  get(
    text: string,
    devices: readonly number[],
    flags: CompilerFlags = {},
  ): LoadedExecutable | undefined {
    const hash = this.#hash(text, devices, flags);
    const file = this.#file(hash);
    try {
      const executable = this.#client.deserialize(programIn(readFileSync(file), hash), devices);
      touch(file);
      return executable;
    } catch {
      return undefined;
    }
  }

  /** As {@link get}, read and loaded on other threads. */
  async getInBackground(
    text: string,
    devices: readonly number[],
    flags: CompilerFlags = {},
  ): Promise<LoadedExecutable | undefined> {
    const hash = this.#hash(text, devices, flags);
    const file = this.#file(hash);
    try {
      const program = programIn(await readFile(file), hash);
      const executable = await this.#client.deserializeAsync(program, devices);
      touch(file);
      return executable;
    } catch {
      return undefined;
    }
  }

  /** Keeps an executable for later processes; returns before it is on disk. */
  put(text: string, executable: LoadedExecutable, flags: CompilerFlags = {}): void {
    if (!this.#writable) return;
    let program: Uint8Array;
    try {
      program = executable.serialize();
    } catch {
      // This plugin can't.
      this.#writable = false;
      return;
    }
    const hash = this.#hash(text, executable.devices, flags);
    this.#writing = this.#writing
      .then(() => this.#write(this.#file(hash), Buffer.concat([hash, program])))
      .catch(() => {
        // A folder that can't be written stays so.
        this.#writable = false;
      });
  }

  async #write(file: string, entry: Uint8Array): Promise<void> {
    // What is run from here must be nobody else's.
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeWhole(file, entry);
    this.#written += entry.length;
    if (this.#written < EVICTION_STRIDE) return;
    this.#written = 0;
    await evict(this.#folder, this.#limit);
  }

  #hash(text: string, devices: readonly number[], flags: CompilerFlags): Buffer {
    const circumstances = `${this.#circumstances}\0${devices}\0${JSON.stringify(flags)}\0`;
    return createHash('sha256').update(circumstances).update(text).digest();
  }

  #file(hash: Buffer): string {
    return path.join(this.#folder, hash.toString('hex'));
  }
}

/** @throws Error where the entry is another program's */
function programIn(entry: Buffer, hash: Buffer): Buffer {
  if (!entry.subarray(0, HASH_BYTES).equals(hash)) throw new Error('Another program lies here.');
  return entry.subarray(HASH_BYTES);
}

/** A file's time of change says when it was used last. */
function touch(file: string): void {
  try {
    const now = new Date();
    utimesSync(file, now, now);
  } catch {
    // Of a folder that may only be read; the entry itself is good.
  }
}
