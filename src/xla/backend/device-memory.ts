/** What lies on the device, counted, and what to say when no more fits. */
import type { Linear } from '../graph/linearize.js';
import type { Node } from '../graph/node.js';
import type { DeviceBuffer } from '../pjrt/index.js';
import {
  allocationFailure,
  largestOf,
  noteMaker,
  OutOfMemoryError,
  wantedBytes,
} from './out-of-memory.js';

export class DeviceMemory {
  liveBuffers = 0;
  liveBytes = 0;
  /** The program that was run last: where memory runs out, that may show when a result is read. */
  #latest: Linear | undefined;
  /** The large ones among the nodes that tensors stand for. */
  readonly #large = new Set<Node>();

  /** A tensor now stands for `node`. */
  note(node: Node): void {
    if (noteMaker(node, this.liveBytes)) this.#large.add(node);
  }

  /** No tensor stands for `node` any more. */
  forget(node: Node): void {
    if (node.madeBy) this.#large.delete(node);
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
      throw this.explanation(error);
    }
  }

  /** The results of the program that was run last. */
  get latestOutputs(): readonly Node[] {
    return this.#latest?.outputs ?? [];
  }

  /** What a failed allocation means to the person at the notebook; another error as it is. */
  explanation(error: unknown): unknown {
    const failure = allocationFailure(error);
    if (!failure || error instanceof OutOfMemoryError) return error;
    const { ops = [], leaves = [] } = this.#latest ?? {};
    const largest = largestOf([...ops, ...leaves, ...this.#large]);
    return new OutOfMemoryError(wantedBytes(failure), this.liveBytes, largest, failure);
  }
}
