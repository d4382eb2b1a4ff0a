/** A dataset in a file, for threads; each sample has a random number beside its own. */
import { Dataset, randn, tensor } from '../../dist/src/index.js';

export default class Squares extends Dataset {
  constructor(length) {
    super();
    this.length = length;
  }

  get(index) {
    if (index === 13) throw new RangeError('thirteen');
    return [tensor([index, index ** 2]), index, randn([1])];
  }
}
