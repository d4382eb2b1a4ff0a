/**
 * Keeps the pending nodes that tensors still stand for, and runs all of them as one program when asked to.
 * Owns the life of buffers: a leaf that no tensor stands for is deleted as soon as no pending node may need it.
 */
import type { TypedArray } from '@tensorflow/tfjs-core';
import { withoutInterrupt } from '../../interrupt.js';
import { typedArray } from '../graph/element-type.js';
import { linearize } from '../graph/linearize.js';
import { type Content, Node, nodeCount } from '../graph/node.js';
import type { DeviceBuffer } from '../pjrt/index.js';
import type { Compiler } from './compiler.js';
import { DeviceMemory } from './device-memory.js';
import { CaptureError } from './errors.js';
import { numberAsArray } from './host-values.js';
import { allocationFailure } from './out-of-memory.js';
import { Programs } from './programs.js';
import { isHuge, prospectsOf } from './prospects.js';

/** A graph of this many nodes is run without being asked, so that a loop that reads nothing stays bounded. */
const NODE_LIMIT = 2000;

/** So often what is pending may change while its program is compiled. */
const MOST_PREPARED = 3;

/** Of leaves whose buffer has been freed; one for all, since an error's stack takes time to make. */
const FREED = { kind: 'failed', error: new Error('This buffer has been freed.') } as const;

/** A leaf may be overwritten when no tensor and no compiled loop needs it any more. */
const donatable = (leaf: Node) => !leaf.alive && leaf.retained === 0;

export class Executor {
  readonly programs: Programs;
  readonly memory = new DeviceMemory();
  #pending = new Set<Node>();
  /** Leaves without a tensor that pending nodes may still need. */
  #orphans = new Set<Node>();
  #flushedAt = 0;
  /** What no tensor stands for any more, while what is pending is prepared and until it is run. */
  #releasedLate: Set<Node> | undefined;
  #recorded: Set<Node> | undefined;
  /** Whether something pending may not fit into memory. */
  #isDoubtful = false;
  /** The nodes that could not be computed, as long as tensors stand for them. */
  readonly #failed = new Set<Node>();

  constructor(readonly compiler: Compiler) {
    this.programs = new Programs(compiler);
  }

  get pendingNodes(): number {
    return this.#pending.size;
  }

  /** A tensor now stands for `node`. */
  acquire(node: Node): Node {
    node.alive = true;
    this.#releasedLate?.delete(node);
    this.memory.note(node);
    if (node.content.kind !== 'op') return node;
    if (isHuge(node)) this.#isDoubtful = true;
    this.#pending.add(node);
    this.#recorded?.add(node);
    return node;
  }

  /**
   * Runs what is pending if it has become much. Not to be called between making a node and acquiring it: what
   * the node needs might be freed by then.
   */
  boundPending(): void {
    if (nodeCount() - this.#flushedAt > NODE_LIMIT) this.flush();
  }

  /** No tensor stands for `node` any more. */
  release(node: Node): void {
    if (this.#releasedLate) {
      this.#releasedLate.add(node);
      return;
    }
    node.alive = false;
    this.memory.forget(node);
    if (node.content.kind === 'op') this.#pending.delete(node);
    else if (node.content.kind === 'failed') this.#failed.delete(node);
    else this.#reclaim(node);
  }

  retain(leaf: Node): void {
    leaf.retained++;
  }

  unretain(leaf: Node): void {
    leaf.retained--;
    if (!leaf.alive) this.#reclaim(leaf);
  }

  /** Values from the host as a leaf. They are copied: the caller may change the array afterwards. */
  leaf(values: TypedArray, type: Node['type'], shape: Node['shape']): Node {
    if (shape.length === 0 && type !== 'complex<f32>') {
      return new Node({ kind: 'literal', value: values[0] }, type, shape);
    }
    const { memory } = this;
    const buffer = memory.explained(() => this.compiler.upload(values, type, shape));
    memory.own(buffer);
    return new Node({ kind: 'buffer', buffer }, type, shape);
  }

  /**
   * Runs what is pending as one program; what may not fit into memory as another, whose failure is told when its results
   * are read. Returns before the device is done.
   */
  flush(): void {
    if (!this.#recorded) withoutInterrupt(() => this.#flush());
  }

  #flush(): void {
    this.#flushedAt = nodeCount();
    const outputs = [...this.#pending];
    this.#pending = new Set();
    try {
      if (this.#isDoubtful || this.#failed.size > 0) this.#runByProspects(outputs);
      else this.#compute(outputs, donatable);
    } finally {
      this.#releaseLate();
      this.#deleteOrphans();
    }
  }

  #releaseLate(): void {
    const late = this.#releasedLate;
    this.#releasedLate = undefined;
    for (const node of late ?? []) this.release(node);
  }

  /**
   * Compiles on another thread what {@link flush} would compile now, so that the event loop stays free: for one device,
   * and where nothing may fail. Tensors that are let go of meanwhile stay until then: without them it would be another program.
   */
  async prepare(): Promise<void> {
    this.#releasedLate ??= new Set();
    try {
      for (let left = MOST_PREPARED; left > 0; left--) {
        const outputs = [...this.#pending];
        const isPlain = !this.#recorded && !this.#isDoubtful && this.#failed.size === 0;
        const device = outputs[0]?.device ?? this.compiler.device;
        const isHere = (node: Node) => (node.device ?? device) === device;
        if (outputs.length === 0 || !isPlain || !outputs.every(isHere)) return this.#releaseLate();
        const linear = linearize(outputs, donatable);
        // Meanwhile tensors may have been made, and with them what the program gives.
        if (!(await this.programs.prepare(linear, donatable, device))) return;
      }
    } catch (error) {
      // What could not be compiled must not fail the next read too.
      this.#releaseLate();
      throw error;
    }
  }

  #runByProspects(outputs: readonly Node[]): void {
    this.#isDoubtful = false;
    const { sure, doubtful, lost } = prospectsOf(outputs);
    for (const [node, error] of lost) this.#fail(node, error);
    try {
      // What one program overwrote, the other might still need.
      this.#compute(sure, doubtful.length > 0 ? () => false : donatable);
    } finally {
      this.#computeAlone(doubtful, sure.length > 0);
    }
  }

  /** Runs what may fail. @param isQuiet whether that is told only to who reads the results */
  #computeAlone(doubtful: readonly Node[], isQuiet: boolean): void {
    try {
      this.#compute(doubtful, donatable);
    } catch (error) {
      if (!isQuiet) throw error;
    }
  }

  /** Runs a program; where it fails, so have all of its results. */
  #compute(outputs: readonly Node[], donatable: (leaf: Node) => boolean): void {
    if (outputs.length === 0) return;
    try {
      this.#runByDevice(outputs, donatable);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      for (const node of outputs) if (node.content.kind === 'op') this.#fail(node, failure);
      throw error;
    }
  }

  #fail(node: Node, error: Error): void {
    node.content = { kind: 'failed', error };
    if (node.alive) this.#failed.add(node);
  }

  /** Whether what is appended is recorded, and nothing runs. */
  get isTracing(): boolean {
    return this.#recorded !== undefined;
  }

  /** As {@link trace}, with all that is pending run before. */
  record<T>(trace: () => T): T {
    if (this.#recorded) throw new CaptureError('A loop was compiled');
    this.flush();
    return this.trace(trace);
  }

  /**
   * Runs `trace` with nothing executed. Tensors made in it that outlive it can never be read. May be called while
   * another is under way.
   */
  trace<T>(trace: () => T): T {
    return withoutInterrupt(() => this.#trace(trace));
  }

  #trace<T>(trace: () => T): T {
    const outer = this.#recorded;
    const recorded = new Set<Node>();
    this.#recorded = recorded;
    try {
      return trace();
    } finally {
      this.#recorded = outer;
      const error = new CaptureError('A tensor that is read now was made');
      for (const node of recorded) {
        this.#pending.delete(node);
        if (node.alive) this.#fail(node, error);
      }
    }
  }

  readSync(node: Node): TypedArray {
    const buffer = this.#readable(node);
    if (typeof buffer === 'number') return numberAsArray(node.type, buffer);
    try {
      // The loss of a step: read often, and by itself.
      if (node.type === 'f32' && node.shape.length === 0) {
        return Float32Array.of(buffer.readFloat32());
      }
      return typedArray(node.type, buffer.copyToHostSync());
    } catch (error) {
      throw this.#unreadable(node, error);
    }
  }

  async read(node: Node): Promise<TypedArray> {
    const buffer = this.#readable(node);
    if (typeof buffer === 'number') return numberAsArray(node.type, buffer);
    try {
      return typedArray(node.type, await buffer.copyToHost());
    } catch (error) {
      throw this.#unreadable(node, error);
    }
  }

  /** What to throw where a program failed after it was started: all of its results have failed with it. */
  #unreadable(node: Node, error: unknown): unknown {
    if (!allocationFailure(error)) return error;
    const { memory } = this;
    const { latestOutputs } = memory;
    const failed = latestOutputs.includes(node) ? latestOutputs : [node];
    for (const { content } of failed) if (content.kind === 'buffer') memory.disown(content.buffer);
    // They are not on the device any more when it is told what is.
    const gone: Content = { kind: 'failed', error: FREED.error };
    for (const one of failed) one.content = gone;
    const explanation = memory.explanation(error);
    if (explanation instanceof Error) for (const one of failed) this.#fail(one, explanation);
    return explanation;
  }

  #readable(node: Node): DeviceBuffer | number {
    if (this.#recorded && (node.content.kind === 'op' || node.content.kind === 'placeholder')) {
      throw new CaptureError('A tensor was read');
    }
    if (node.content.kind === 'op') this.flush();
    const { content } = node;
    switch (content.kind) {
      case 'buffer':
        return content.buffer;
      case 'literal':
        return content.value;
      case 'failed':
        throw content.error;
      case 'placeholder':
      case 'op':
        throw new CaptureError('A tensor was read');
      default:
        return content satisfies never;
    }
  }

  /** A program for each device that something is to be computed on; nearly always that is one. */
  #runByDevice(outputs: readonly Node[], donatable: (leaf: Node) => boolean): void {
    const device =
      outputs.find((node) => node.device !== undefined)?.device ?? this.compiler.device;
    const isHere = (node: Node) => (node.device ?? device) === device;
    if (outputs.every(isHere)) {
      this.#run(outputs, device, donatable);
      return;
    }
    // What one program overwrote, the other might still need.
    this.#run(outputs.filter(isHere), device, () => false);
    this.#runByDevice(
      outputs.filter((node) => !isHere(node)),
      donatable,
    );
  }

  #run(outputs: readonly Node[], device: number, donatable: (leaf: Node) => boolean): void {
    const linear = linearize(outputs, donatable);
    const run = () => this.programs.run(linear, donatable, device);
    const buffers = this.memory.explained(run, linear);
    outputs.forEach((node, i) => {
      node.content = { kind: 'buffer', buffer: this.memory.own(buffers[i]) };
    });
  }

  #reclaim(leaf: Node): void {
    if (leaf.retained > 0 || leaf.content.kind !== 'buffer') return;
    if (leaf.lastConsumer > this.#flushedAt) this.#orphans.add(leaf);
    else this.#delete(leaf);
  }

  #deleteOrphans(): void {
    for (const leaf of this.#orphans) if (donatable(leaf)) this.#delete(leaf);
    this.#orphans = new Set();
  }

  #delete(leaf: Node): void {
    if (leaf.content.kind !== 'buffer') return;
    this.memory.disown(leaf.content.buffer);
    leaf.content = FREED;
  }
}
