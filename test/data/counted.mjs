/** A dataset that counts in shared memory how many of its samples were read. */
import { Dataset, tensor } from '../../dist/src/index.js';

export default class Counted extends Dataset {
  constructor(length, reads) {
    super();
    this.length = length;
    this.reads = reads;
  }

  get(index) {
    Atomics.add(this.reads, 0, 1);
    Atomics.notify(this.reads, 0);
    return [tensor([index])];
  }
}
