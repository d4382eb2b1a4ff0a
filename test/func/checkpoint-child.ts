/** A process of its own that goes back through many layers, `kept` or `checkpointed`, and tells what memory that took. */
import { readFileSync } from 'node:fs';
import { take } from '../../src/device/index.js';
import { checkpoint, grad } from '../../src/func/index.js';
import { randn, type Tensor } from '../../src/tensor/index.js';

/** The most memory that this process has had, in kB. */
function peak(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]);
}

await take('cpu');
const weights = Array.from({ length: 10 }, () => randn([512, 512]).mul(0.03));

/** Makes four activations of 4 MB. */
function layer(x: Tensor, weight: Tensor): Tensor {
  let y = x.matmul(weight);
  for (let i = 0; i < 3; i++) y = y.tanh().add(x);
  return y;
}

function loss(x: Tensor): Tensor {
  let y = x;
  for (const weight of weights) {
    const next = (z: Tensor) => layer(z, weight);
    y = process.argv[2] === 'checkpointed' ? checkpoint(next, y) : next(y);
  }
  return y.square().mean();
}

const x = randn([2048, 512]);
x.dataSync();
const before = peak();
const sum = grad(loss)(x).sum().item();
console.log(JSON.stringify({ sum, megabytes: (peak() - before) / 1024 }));
