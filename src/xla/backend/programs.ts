/** The compiled programs, by structure. */
import type { Linear } from '../graph/linearize.js';
import { lower } from '../graph/lower.js';
import type { Node } from '../graph/node.js';
import type { DeviceBuffer, LoadedExecutable } from '../pjrt/index.js';
import { ChangingNumbers } from './changing-numbers.js';
import { ChangingStructure } from './changing-structure.js';
import { type Compiler, listingIfShown } from './compiler.js';
import { areMapsScarce } from './memory-maps.js';

/** How many programs are kept; the one that has not run for longest goes first. */
const CAPACITY = 1024;
/** After so many new programs it is looked whether there is room for more. */
const LOOK_EVERY = 16;

interface Program {
  readonly executable: LoadedExecutable;
  /** Positions of the leaves that are arguments, in order. */
  readonly args: readonly number[];
  /** Numbers written into the program, by position of the leaf. */
  readonly constants: ReadonlyMap<number, number>;
}

export class Programs {
  readonly #programs = new Map<string, Program>();
  readonly #compiler: Compiler;
  readonly #changing = new ChangingStructure();
  readonly changingNumbers = new ChangingNumbers();
  /** How many new programs there have been. */
  #news = 0;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  get size(): number {
    return this.#programs.size;
  }

  /** Compiles anew what comes. */
  forget(): void {
    this.#dropOldest(this.#programs.size);
    this.#compiler.forget();
  }

  /**
   * Runs a graph, compiling it if it is new.
   * @param donatable the leaves whose buffers the program may overwrite; they are deleted by it if it does.
   * @param device what it runs on, unless its work is shared out among many
   */
  run(linear: Linear, donatable: (leaf: Node) => boolean, device: number): DeviceBuffer[] {
    const program = this.#find(linear, donatable, device);
    const temporary: DeviceBuffer[] = [];
    const args = program.args.map((position) => {
      const { content, type } = linear.leaves[position];
      if (content.kind === 'buffer') return content.buffer;
      if (content.kind !== 'literal')
        throw new Error(`A leaf of kind ${content.kind} has no buffer.`);
      const buffer = this.#compiler.uploadScalar(content.value, type);
      temporary.push(buffer);
      return buffer;
    });
    const outputs = this.#compiler.execute(program.executable, args, linear.ops.length);
    for (const buffer of temporary) buffer.delete();
    return outputs;
  }

  /** Compiles the program of a graph on another thread. @returns whether it was new */
  async prepare(
    linear: Linear,
    donatable: (leaf: Node) => boolean,
    device: number,
  ): Promise<boolean> {
    const key = keyOf(linear, device);
    const known = this.#programs.get(key);
    if (known && agrees(known.constants, linear.leaves)) return false;
    const { text, args, constants } = this.#written(linear, donatable);
    const devices = text.devices ?? [device];
    const executable = await this.#compiler.compileInBackground(text, devices);
    this.#keep(key, { executable, args, constants });
    return true;
  }

  #find(linear: Linear, donatable: (leaf: Node) => boolean, device: number): Program {
    const key = keyOf(linear, device);
    const known = this.#programs.get(key);
    if (known && agrees(known.constants, linear.leaves)) {
      this.#touch(key, known);
      return known;
    }
    const { text, args, constants } = this.#written(linear, donatable);
    const start = performance.now();
    const executable = this.#compiler.compile(text, text.devices ?? [device]);
    const notice = this.#changing.note(linear, (performance.now() - start) / 1000);
    if (notice) console.warn(`Warning: ${notice}`);
    const program = { executable, args, constants };
    this.#keep(key, program);
    return program;
  }

  #written(linear: Linear, donatable: (leaf: Node) => boolean) {
    const changing = this.changingNumbers.in(linear);
    const args: number[] = [];
    const constants = new Map<number, number>();
    for (const leaf of linear.leaves) {
      const { content, position } = leaf;
      if (content.kind === 'literal' && !changing.has(leaf)) {
        constants.set(position, content.value);
      } else {
        args.push(position);
      }
    }
    const { platform } = this.#compiler;
    return { text: lower(linear, platform, args, donatable, listingIfShown()), args, constants };
  }

  /** Keeps a new program, in place of one with other numbers written into it. */
  #keep(key: string, program: Program): void {
    const { held } = this.#compiler;
    const replaced = this.#programs.get(key);
    held.hold(program.executable);
    this.#touch(key, program);
    if (replaced) held.release(replaced.executable);
    if (this.#programs.size > CAPACITY) this.#dropOldest(1);
    this.#news++;
    if (this.#news % LOOK_EVERY === 0 && areMapsScarce()) {
      this.#dropOldest(this.#programs.size / 2);
    }
  }

  /** Notes that a program has been used. */
  #touch(key: string, program: Program): void {
    this.#programs.delete(key);
    this.#programs.set(key, program);
  }

  #dropOldest(count: number): void {
    for (const [key, { executable }] of [...this.#programs].slice(0, count)) {
      this.#programs.delete(key);
      this.#compiler.held.release(executable);
    }
  }
}

const keyOf = ({ key }: Linear, device: number) => (device === 0 ? key : `${key}@${device}`);

function agrees(constants: ReadonlyMap<number, number>, leaves: readonly Node[]): boolean {
  for (const [position, value] of constants) {
    const { content } = leaves[position];
    if (content.kind !== 'literal' || !Object.is(content.value, value)) return false;
  }
  return true;
}
