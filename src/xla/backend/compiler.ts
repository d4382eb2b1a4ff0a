/** The backend's door to PJRT: compiling and running programs, counted and shown on request. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TypedArray } from '@tensorflow/tfjs-core';
import type { ExecutableCache } from '../cache/index.js';
import type { ElementType } from '../graph/element-type.js';
import type { Listing } from '../graph/listing.js';
import type { ProgramText } from '../graph/lower.js';
import type { Shape } from '../graph/shape.js';
import type { DeviceBuffer, LoadedExecutable, PjrtClient, RunOptions } from '../pjrt/index.js';
import { flagsFor } from './compiler-flags.js';
import { ProgramError } from './errors.js';
import { HeldExecutables } from './held-executables.js';
import { costsOf, costTable, newListing } from './program-cost.js';

/** PJRT calls the element types by XLA's names, StableHLO by MLIR's. */
const PJRT_TYPES = {
  f32: 'f32',
  i32: 's32',
  i1: 'pred',
  ui8: 'u8',
  'complex<f32>': 'c64',
  bf16: 'bf16',
  f16: 'f16',
} as const satisfies Record<ElementType, string>;

const debug = (process.env.GRADBOOK_DEBUG ?? '').split(',').includes('programs');

/** To be given to what writes programs: what is shown is listed, which takes longer. */
export const listingIfShown = (): Listing | undefined => (debug ? newListing() : undefined);

/** How many executables are kept by their text. */
const KEPT_TEXTS = 32;

/** A run of a program that was waited for. */
export interface ProgramRun {
  /** @internal */
  readonly executable: LoadedExecutable;
  /** How many operations of the graph it has. */
  readonly nodes: number;
  /** By `performance.now()`. */
  readonly start: number;
  /** How long it took. */
  readonly milliseconds: number;
}

export class Compiler {
  /** Sees each run, while someone measures; runs are then waited for. */
  onRun: ((run: ProgramRun) => void) | undefined;
  compilations = 0;
  /** Programs that were on disk already. */
  loads = 0;
  executions = 0;
  readonly #client: PjrtClient;
  readonly #onDisk: ExecutableCache | undefined;
  readonly #byText = new Map<string, LoadedExecutable>();
  /** Who takes a program from here holds it as long as it may run it. */
  readonly held = new HeldExecutables();
  /** What is computed on where nobody says it: the place of a device among the client's. */
  device = 0;
  #folder: string | undefined;

  constructor(client: PjrtClient, onDisk?: ExecutableCache) {
    this.#client = client;
    this.#onDisk = onDisk;
  }

  /** What programs run on, in PJRT's words: `cpu`, `cuda`, `rocm` ... */
  get platform(): string {
    return this.#client.platformName;
  }

  /** What programs run on, in the vendor's words: `cpu`, `NVIDIA H100` ... */
  get deviceKind(): string {
    return this.#client.devices[this.device]?.kind ?? this.platform;
  }

  /** How many devices there are. */
  get deviceCount(): number {
    return this.#client.devices.length;
  }

  /** A device by its place, in PyTorch's words: `cuda:1`. */
  readonly nameOf = (device: number): string => `${this.platform}:${device}`;

  upload(values: TypedArray, type: ElementType, shape: Shape): DeviceBuffer {
    return this.#client.bufferFromHost(values, shape, PJRT_TYPES[type], this.device);
  }

  uploadScalar(value: number, type: ElementType): DeviceBuffer {
    return this.upload(scalarArray(value, type), type, []);
  }

  /**
   * Loads a program from disk, or compiles it and keeps it there.
   * @param devices what it runs on
   * @throws ProgramError when XLA refuses the program.
   */
  compile(program: ProgramText, devices: readonly number[]): LoadedExecutable {
    const start = performance.now();
    const { text } = program;
    const flags = flagsFor(this.platform, text);
    const kept = this.#onDisk?.get(text, devices, flags);
    if (kept) return this.#noteLoaded(program, kept, start);
    try {
      const executable = this.#client.compile(text, devices, flags);
      this.#noteCompiled(program, executable, start);
      return executable;
    } catch (error) {
      throw this.#refused(program, error);
    }
  }

  /** As {@link compile}, on another thread; a text that was compiled before gives the same executable. */
  async compileInBackground(
    program: ProgramText,
    devices: readonly number[],
  ): Promise<LoadedExecutable> {
    const start = performance.now();
    const { text } = program;
    const key = `${devices}\n${text}`;
    const flags = flagsFor(this.platform, text);
    const known = this.#byText.get(key);
    if (known) return this.#keep(key, known);
    const kept = await this.#onDisk?.getInBackground(text, devices, flags);
    if (kept) return this.#keep(key, this.#noteLoaded(program, kept, start));
    try {
      const executable = await this.#client.compileAsync(text, devices, flags);
      this.#noteCompiled(program, executable, start);
      return this.#keep(key, executable);
    } catch (error) {
      throw this.#refused(program, error);
    }
  }

  /** As {@link compile}, but a text that was compiled before gives the same executable. */
  compileCached(program: ProgramText, devices: readonly number[]): LoadedExecutable {
    const key = `${devices}\n${program.text}`;
    return this.#keep(key, this.#byText.get(key) ?? this.compile(program, devices));
  }

  #keep(key: string, executable: LoadedExecutable): LoadedExecutable {
    const known = this.#byText.get(key);
    this.#byText.delete(key);
    this.#byText.set(key, this.held.hold(executable));
    if (known) this.held.release(known);
    const [oldest] = this.#byText;
    if (this.#byText.size > KEPT_TEXTS && oldest !== undefined) this.#drop(...oldest);
    return executable;
  }

  #drop(key: string, executable: LoadedExecutable): void {
    this.#byText.delete(key);
    this.held.release(executable);
  }

  #noteLoaded(program: ProgramText, kept: LoadedExecutable, start: number): LoadedExecutable {
    this.loads++;
    this.#show(program, 'loaded', start);
    return kept;
  }

  #noteCompiled(program: ProgramText, executable: LoadedExecutable, start: number): void {
    const { text } = program;
    this.compilations++;
    this.#show(program, 'compiled', start);
    this.#onDisk?.put(text, executable, flagsFor(this.platform, text));
  }

  #refused({ text, operations }: ProgramText, error: unknown): ProgramError {
    return new ProgramError('compile', operations, debug ? this.#save(text) : undefined, error);
  }

  /** Compiles anew whatever is asked for, as after a change of flags. */
  forget(): void {
    for (const [key, executable] of this.#byText) this.#drop(key, executable);
  }

  /** @throws ProgramError when the program does not run. */
  execute(
    executable: LoadedExecutable,
    args: readonly DeviceBuffer[],
    nodes: number,
    options: RunOptions = {},
  ): DeviceBuffer[] {
    const start = performance.now();
    try {
      const outputs = executable.execute(args, options);
      this.executions++;
      if (this.onRun) {
        for (const output of outputs) output.wait();
        this.onRun({ executable, nodes, start, milliseconds: performance.now() - start });
      }
      return outputs;
    } catch (error) {
      throw new ProgramError('run', nodes, undefined, error);
    }
  }

  #show({ commented, listing, operations }: ProgramText, how: string, start: number): void {
    if (!debug) return;
    const number = this.compilations + this.loads;
    const seconds = ((performance.now() - start) / 1000).toFixed(3);
    const costs = costTable(costsOf(listing?.works ?? []));
    process.stderr.write(
      `--- program ${number}: ${operations} nodes, ${how} in ${seconds} s\n${costs}\n${commented}`,
    );
  }

  #save(text: string): string {
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'gradbook-programs-'));
    const file = path.join(this.#folder, `failed-${this.compilations}.mlir`);
    writeFileSync(file, text);
    return file;
  }
}

function scalarArray(value: number, type: ElementType): TypedArray {
  switch (type) {
    case 'f32':
      return Float32Array.of(value);
    case 'i32':
      return Int32Array.of(value);
    case 'i1':
    case 'ui8':
      return Uint8Array.of(value);
    case 'complex<f32>':
      return Float32Array.of(value, 0);
    case 'bf16':
    case 'f16':
      throw new Error('Numbers from the host are float32; programs make them narrower.');
    default:
      return type satisfies never;
  }
}
