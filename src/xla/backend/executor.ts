/**
 * Keeps the pending nodes that tensors still stand for, and runs all of them as one program when asked to.
 * Owns the life of buffers: a leaf that no tensor stands for is deleted as soon as no pending node may need it.
 */
import type { TypedArray } from '@tensorflow/tfjs-core';
import { typedArray } from '../graph/element-type.js';
import { type Linear, linearize } from '../graph/linearize.js';
import { type Content, Node, nodeCount } from '../graph/node.js';
import type { DeviceBuffer } from '../pjrt/index.js';
import type { Compiler } from './compiler.js';
import { CaptureError } from './errors.js';
import {
  allocationFailure,
  largestOf,
  noteMaker,
  OutOfMemoryError,
  wantedBytes,
} from './out-of-memory.js';
import { Programs } from './programs.js';

/** A graph of this many nodes is run without being asked, so that a loop that reads nothing stays bounded. */
const NODE_LIMIT = 2000;

/** Of leaves whose buffer has been freed; one for all, since an error's stack takes time to make. */
const FREED = { kind: 'failed', error: new Error('This buffer has been freed.') } as const;

/** A leaf may be overwritten when no tensor and no compiled loop needs it any more. */
const donatable = (leaf: Node) => !leaf.alive && leaf.retained === 0;

export class Executor {
  readonly programs: Programs;
  liveBuffers = 0;
  liveBytes = 0;
  #pending = new Set<Node>();
  /** Leaves without a tensor that pending nodes may still need. */
  #orphans = new Set<Node>();
  #flushedAt = 0;
  #recorded: Set<Node> | undefined;
  /** The program that was run last: where memory runs out, that may show when a result is read. */
  #latest: Linear | undefined;
  /** The large ones among the nodes that tensors stand for. */
  readonly #large = new Set<Node>();

  constructor(readonly compiler: Compiler) {
    this.programs = new Programs(compiler);
  }

  get pendingNodes(): number {
    return this.#pending.size;
  }

  /** A tensor now stands for `node`. */
  acquire(node: Node): Node {
    node.alive = true;
    if (noteMaker(node, this.liveBytes)) this.#large.add(node);
    if (node.content.kind !== 'op') return node;
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
    node.alive = false;
    if (node.madeBy) this.#large.delete(node);
    if (node.content.kind === 'op') this.#pending.delete(node);
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
    const buffer = this.own(this.explained(() => this.compiler.upload(values, type, shape)));
    return new Node({ kind: 'buffer', buffer }, type, shape);
  }

  /** Runs what is pending as one program. Returns before the device is done. */
  flush(): void {
    if (this.#recorded) return;
    this.#flushedAt = nodeCount();
    const outputs = [...this.#pending];
    this.#pending = new Set();
    if (outputs.length > 0) {
      try {
        this.#runByDevice(outputs);
      } catch (error) {
        const failure = error instanceof Error ? error : new Error(String(error));
        for (const node of outputs) {
          if (node.content.kind === 'op') node.content = { kind: 'failed', error: failure };
        }
        this.#deleteOrphans();
        throw error;
      }
    }
    this.#deleteOrphans();
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
        if (node.alive) node.content = { kind: 'failed', error };
      }
    }
  }

  readSync(node: Node): TypedArray {
    const buffer = this.#readable(node);
    if (typeof buffer === 'number') return scalar(node, buffer);
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
    if (typeof buffer === 'number') return scalar(node, buffer);
    try {
      return typedArray(node.type, await buffer.copyToHost());
    } catch (error) {
      throw this.#unreadable(node, error);
    }
  }

  own(buffer: DeviceBuffer): DeviceBuffer {
    this.liveBuffers++;
    this.liveBytes += buffer.byteLength;
    return buffer;
  }

  /** Takes a buffer off the books; deletes it unless a program has consumed it. */
  disown(buffer: DeviceBuffer): void {
    this.liveBuffers--;
    this.liveBytes -= buffer.byteLength;
    if (!buffer.deleted) buffer.delete();
  }

  /**
   * Runs what may need memory.
   * @param program what is run
   * @throws OutOfMemoryError when there is none left
   */
  explained<T>(run: () => T, program?: Linear): T {
    if (program) this.#latest = program;
    try {
      return run();
    } catch (error) {
      throw this.#explanation(error);
    }
  }

  #explanation(error: unknown): unknown {
    const failure = allocationFailure(error);
    if (!failure || error instanceof OutOfMemoryError) return error;
    const { ops = [], leaves = [] } = this.#latest ?? {};
    const largest = largestOf([...ops, ...leaves, ...this.#large]);
    return new OutOfMemoryError(wantedBytes(failure), this.liveBytes, largest, failure);
  }

  /** What to throw where a program failed after it was started: all of its results have failed with it. */
  #unreadable(node: Node, error: unknown): unknown {
    if (!allocationFailure(error)) return error;
    const outputs = this.#latest?.outputs ?? [];
    const failed = outputs.includes(node) ? outputs : [node];
    for (const { content } of failed) if (content.kind === 'buffer') this.disown(content.buffer);
    const pending: Content = { kind: 'failed', error: FREED.error };
    for (const one of failed) one.content = pending;
    const explanation = this.#explanation(error);
    if (explanation instanceof Error) {
      for (const one of failed) one.content = { kind: 'failed', error: explanation };
    }
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
  #runByDevice(outputs: readonly Node[]): void {
    const device =
      outputs.find((node) => node.device !== undefined)?.device ?? this.compiler.device;
    const isHere = (node: Node) => (node.device ?? device) === device;
    if (outputs.every(isHere)) {
      this.#run(outputs, device, donatable);
      return;
    }
    // What one program overwrote, the other might still need.
    this.#run(outputs.filter(isHere), device, () => false);
    this.#runByDevice(outputs.filter((node) => !isHere(node)));
  }

  #run(outputs: readonly Node[], device: number, donatable: (leaf: Node) => boolean): void {
    const linear = linearize(outputs, donatable);
    const buffers = this.explained(() => this.programs.run(linear, donatable, device), linear);
    outputs.forEach((node, i) => {
      node.content = { kind: 'buffer', buffer: this.own(buffers[i]) };
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
    this.disown(leaf.content.buffer);
    leaf.content = FREED;
  }
}

function scalar(node: Node, value: number): TypedArray {
  switch (node.type) {
    case 'f32':
    case 'bf16':
    case 'f16':
      return Float32Array.of(value);
    case 'i32':
    case 'ui8':
      return Int32Array.of(value);
    case 'i1':
      return Uint8Array.of(value);
    case 'complex<f32>':
      return Float32Array.of(value, 0);
    default:
      return node.type satisfies never;
  }
}
