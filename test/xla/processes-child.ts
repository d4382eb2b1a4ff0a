/** Trains a step on the engine and tells the loss: by `fork`, in a worker thread, in a cluster's worker. */
import { parentPort } from 'node:worker_threads';
import { device, nn, optim, tensor } from '../../src/index.js';

console.log = () => {};
await device('cpu');
const weight = new nn.Parameter(tensor([[1, 2]]));
const optimizer = new optim.SGD([weight], { lr: 0.5 });
weight.square().sum().backward();
optimizer.step();
const loss = weight.square().sum().add(7).item();
if (parentPort) parentPort.postMessage(loss);
else process.send?.(loss, () => process.disconnect());
