/** The compiled programs, by structure. */
import type { Linear } from '../graph/linearize.js';
import { lower } from '../graph/lower.js';
import type { Node } from '../graph/node.js';
import type { DeviceBuffer, LoadedExecutable } from '../pjrt/index.js';
import { ChangingNumbers } from './changing-numbers.js';
import { ChangingStructure } from './changing-structure.js';
import { type Compiler, listingIfShown } from './compiler.js';

/** How many programs are kept; the one that has not run for longest goes first. */
const CAPACITY = 1024;

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

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  get size(): number {
    return this.#programs.size;
  }

  /** Compiles anew what comes. */
  forget(): void {
    this.#programs.clear();
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
    const executable = await this.#compiler.compileInBackground(text, linear.ops.length, devices);
    this.#touch(key, { executable, args, constants });
    return true;
  }

  #find(linear: Linear, donatable: (leaf: Node) => boolean, device: number): Program {
    const key = keyOf(linear, device);
    const known = this.#programs.get(key);
    if (known && agrees(known.constants, linear.leaves)) {
      if (this.#programs.size > CAPACITY / 2) this.#touch(key, known);
      return known;
    }
    const { text, args, constants } = this.#written(linear, donatable);
    const start = performance.now();
    const executable = this.#compiler.compile(text, linear.ops.length, text.devices ?? [device]);
    const notice = this.#changing.note(linear, (performance.now() - start) / 1000);
    if (notice) console.warn(`Warning: ${notice}`);
    const program = { executable, args, constants };
    this.#touch(key, program);
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

  #touch(key: string, program: Program): void {
    this.#programs.delete(key);
    this.#programs.set(key, program);
    const [oldest] = this.#programs.keys();
    if (this.#programs.size > CAPACITY && oldest !== undefined) this.#programs.delete(oldest);
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
