/** What Gradbook is given of a task: the digits on the device, the network with the weights that all start from. */
import {
  DataLoader,
  device,
  nn,
  optim,
  type Tensor,
  TensorDataset,
  tensor,
} from '../../src/index.js';
import { BATCH, inferenceBatch, networkOf, TASKS } from '../training/networks.js';
import { inTurn, readFloats, readLabels } from '../training/read.js';
import { LEARNING_RATE, MOMENTUM, PIXELS } from '../training/workload.js';
import { NETWORKS } from './networks.js';

interface Prepared {
  readonly net: nn.Module;
  readonly loader: DataLoader;
  /** The pictures in batches that lie ready, none for a task that trains. */
  readonly questions: readonly Tensor[];
  readonly criterion: nn.CrossEntropyLoss;
  readonly optimizer: optim.SGD;
}

/** On the CPU, or what `GRADBOOK_DEVICE` names. @throws RangeError when there is no such task */
export async function prepare(folder: string, name: string): Promise<Prepared> {
  const task = TASKS.find((one) => one === name);
  if (!task) throw new RangeError(`no task ${name}`);
  await device(process.env.GRADBOOK_DEVICE ? undefined : 'cpu');
  const images = readFloats(folder, 'images.f32');
  const labels = readLabels(folder);
  const dataset = new TensorDataset(
    tensor(images, [labels.length, 1, 28, 28]),
    tensor(labels, [labels.length], 'int32'),
  );
  const network = networkOf(task);
  const net = NETWORKS[network]();
  setParameters(net, readFloats(folder, `${network}.f32`));
  return {
    net,
    loader: new DataLoader(dataset, { batchSize: BATCH }),
    questions: batchesOf(images, inferenceBatch(task)),
    criterion: new nn.CrossEntropyLoss(),
    optimizer: new optim.SGD(net.parameters(), { lr: LEARNING_RATE, momentum: MOMENTUM }),
  };
}

/** What is left over is dropped. */
function batchesOf(images: Float32Array, size: number | undefined): Tensor[] {
  if (size === undefined) return [];
  const count = Math.floor(images.length / (size * PIXELS));
  return Array.from({ length: count }, (_, i) =>
    tensor(images.subarray(i * size * PIXELS, (i + 1) * size * PIXELS), [size, 1, 28, 28]).keep(),
  );
}

/** Fills the parameters, in their order, from one vector. */
function setParameters(net: nn.Module, values: Float32Array): void {
  const next = inTurn(values);
  const state = net.stateDict();
  for (const [name, parameter] of net.namedParameters()) {
    const { shape } = parameter;
    state[name] = tensor(next(shape.reduce((size, n) => size * n, 1)), shape);
  }
  net.loadStateDict(state);
}
