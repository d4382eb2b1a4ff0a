/** Compiled loops: many steps in one program, the state updated in place. */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { withoutInterrupt } from '../../interrupt.js';
import type { XlaBackend } from '../backend/backend.js';
import { listingIfShown } from '../backend/compiler.js';
import { Node } from '../graph/node.js';
import { sameShape, sizeOf } from '../graph/shape.js';
import type { DeviceBuffer, LoadedExecutable } from '../pjrt/index.js';
import { LoopError } from './errors.js';
import { giveOwnShape } from './own-shape.js';
import { type LoopProgram, loopProgram } from './program.js';
import { type Recording, recordStep } from './recording.js';
import type { CompiledLoop, LoopSpec } from './types.js';

/** What the inputs of all steps of a run may take up, in bytes: they are sent whole, however few steps it takes. */
const MOST_INPUT_BYTES = 32 << 20;

/**
 * Records one call of `spec.step`, runs nothing, and makes it the body of a loop, which is compiled by `ready` or the
 * first run. Taking n steps with it gives what calling the step n times gives.
 * @throws CaptureError when the step reads a value.
 * @throws LoopError when a cell would change its shape or type.
 */
export function compileLoop(backend: XlaBackend, spec: LoopSpec): CompiledLoop {
  const { executor } = backend;
  const { compiler } = executor;
  giveOwnShape(backend, spec.state);
  const { recording, capacity, program } = executor.record(() => {
    const recording = recordStep(backend, spec);
    const capacity = Math.min(spec.capacity, stepsThatFit(recording));
    const changing = executor.programs.changingNumbers.in(recording.linear);
    const { platform } = compiler;
    const program = loopProgram(recording, capacity, platform, changing, listingIfShown());
    return { recording, capacity, program };
  });
  return new Loop(backend, capacity, recording, program);
}

function stepsThatFit({ slices }: Recording): number {
  const bytes = slices.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
  return Math.max(1, Math.floor(MOST_INPUT_BYTES / bytes));
}

class Loop implements CompiledLoop {
  readonly #devices: readonly number[];
  #executable: LoadedExecutable | undefined;
  #disposed = false;

  constructor(
    readonly backend: XlaBackend,
    readonly capacity: number,
    readonly recording: Recording,
    readonly program: LoopProgram,
  ) {
    const { leaves } = recording.linear;
    const home = leaves.find((leaf) => leaf.device !== undefined)?.device;
    this.#devices = program.devices ?? [home ?? backend.executor.compiler.device];
    for (const leaf of program.captured) backend.executor.retain(leaf);
  }

  async ready(): Promise<void> {
    const { compiler } = this.backend.executor;
    if (this.#executable) return;
    this.#hold(await compiler.compileInBackground(this.program, this.#devices));
  }

  run(steps: number, slices: readonly Tensor[]): Tensor[] {
    this.#check(steps, slices);
    const { executor } = this.backend;
    giveOwnShape(
      this.backend,
      this.recording.cells.map(({ cell }) => cell),
    );
    executor.flush();
    const temporary: DeviceBuffer[] = [];
    const bufferOf = (node: Node): DeviceBuffer => {
      if (node.content.kind === 'buffer') return node.content.buffer;
      if (node.content.kind === 'failed') throw node.content.error;
      if (node.content.kind !== 'literal') throw new LoopError('A tensor has no value yet.');
      const buffer = executor.compiler.uploadScalar(node.content.value, node.type);
      temporary.push(buffer);
      return buffer;
    };
    const { cells, linear } = this.recording;
    const count = executor.compiler.uploadScalar(steps, 'i32');
    temporary.push(count);
    const args = [
      count,
      ...cells.map(({ cell }) => bufferOf(this.backend.dataNode(cell.get()))),
      ...slices.map((slice) => bufferOf(this.backend.dataNode(slice))),
      ...this.program.captured.map(bufferOf),
    ];
    const nonDonatable = cells.flatMap(({ cell }, i) =>
      this.#isShared(cell.get()) ? [i + 1] : [],
    );
    const { operations } = this.program;
    const executable = this.#compiled();
    const run = () => executor.compiler.execute(executable, args, operations, { nonDonatable });
    return withoutInterrupt(() => {
      const outputs = executor.memory.explained(run, linear);
      for (const buffer of temporary) if (!buffer.deleted) buffer.delete();
      return this.#store(outputs);
    });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const { executor } = this.backend;
    for (const leaf of this.program.captured) executor.unretain(leaf);
    if (this.#executable) executor.compiler.held.release(this.#executable);
  }

  #compiled(): LoadedExecutable {
    if (this.#executable) return this.#executable;
    const { compiler } = this.backend.executor;
    return this.#hold(compiler.compileCached(this.program, this.#devices));
  }

  #hold(executable: LoadedExecutable): LoadedExecutable {
    if (!this.#executable && !this.#disposed) {
      this.#executable = this.backend.executor.compiler.held.hold(executable);
    }
    return this.#executable ?? executable;
  }

  /** Puts the new state into the cells; gives the stacks of results. */
  #store(outputs: readonly DeviceBuffer[]): Tensor[] {
    let next = 0;
    for (const { cell, leaf, shape, next: changed } of this.recording.cells) {
      if (changed !== undefined) cell.set(this.#tensor(outputs[next++], leaf, shape));
    }
    return this.recording.results.map((result, i) => {
      const shape = [this.capacity, ...result.shape];
      const { type, device } = result;
      return this.#tensor(outputs[next + i], { type, shape, device }, shape);
    });
  }

  #tensor(
    buffer: DeviceBuffer,
    { type, shape, device }: Pick<Node, 'type' | 'shape' | 'device'>,
    seen: number[],
  ): Tensor {
    const node = new Node(
      { kind: 'buffer', buffer: this.backend.executor.memory.own(buffer) },
      type,
      shape,
    );
    node.device = device;
    const info = { ...this.backend.info(node), shape: seen };
    return engine().makeTensorFromTensorInfo(info, this.backend);
  }

  /** Whether others hold the tensor's data, which then must not be overwritten. */
  #isShared(tensor: Tensor): boolean {
    return this.backend.refCount(tensor.dataId) > 1 || this.backend.dataNode(tensor).retained > 0;
  }

  #check(steps: number, slices: readonly Tensor[]): void {
    if (this.#disposed) throw new LoopError('This loop has been disposed.');
    if (!Number.isInteger(steps) || steps < 0 || steps > this.capacity) {
      throw new LoopError(`A run takes 0 to ${this.capacity} steps, got ${steps}.`);
    }
    const wanted = this.recording.slices;
    if (slices.length !== wanted.length) {
      throw new LoopError(`The step has ${wanted.length} slices, got ${slices.length}.`);
    }
    slices.forEach((slice, i) => {
      const shape = [this.capacity, ...wanted[i].shape];
      if (sameShape(slice.shape, shape)) return;
      throw new LoopError(`Slice ${i} must be of shape [${shape}], got [${slice.shape}].`);
    });
  }
}
