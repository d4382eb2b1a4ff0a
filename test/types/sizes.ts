/** Sizes in types: this file only has to compile. What follows `@ts-expect-error` must not. */
import * as nn from '../../src/nn/index.js';

export function layersThatDoNotFitAreErrors(): void {
  new nn.Sequential(new nn.Linear(784, 512), new nn.ReLU(), new nn.Linear(512, 10));
  // @ts-expect-error 512 features for a layer of 500
  new nn.Sequential(new nn.Linear(784, 512), new nn.Linear(500, 10));
  new nn.Sequential(
    new nn.Linear(784, 512),
    new nn.ReLU(),
    new nn.Dropout(0.5),
    // @ts-expect-error across layers that keep the size
    new nn.Linear(256, 10),
  );
  // @ts-expect-error a batch norm of other features
  new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(9));
  new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { padding: 1 }),
    new nn.BatchNorm2d(8),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Conv2d(8, 16, 3),
    new nn.Flatten(),
    new nn.Linear(576, 10),
  );
  // @ts-expect-error 8 channels for a layer of 16
  new nn.Sequential(new nn.Conv2d(1, 8, 3), new nn.MaxPool2d(2), new nn.Conv2d(16, 32, 3));
  // @ts-expect-error a batch norm of other channels
  new nn.Sequential(new nn.Conv2d(1, 8, 3), new nn.BatchNorm2d(16));
  // @ts-expect-error words of 32 numbers for a layer of 64
  new nn.Sequential(new nn.Embedding(1000, 32), new nn.Linear(64, 2));
  const block = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU());
  new nn.Sequential(block, new nn.Linear(8, 2));
  // @ts-expect-error a block that gives 8 features
  new nn.Sequential(block, new nn.Linear(9, 2));
}

export function whatIsNotKnownPasses(width: number, layers: nn.Module[]): void {
  new nn.Sequential(new nn.Linear(784, width), new nn.Linear(500, 10));
  new nn.Sequential(...layers);
  new nn.Sequential(...layers, new nn.Linear(3, 4));
  new nn.Sequential();
  const first: nn.Module = new nn.Linear(3, 4);
  new nn.Sequential(first, new nn.Linear(5, 6));
  // A flattening, a layer of one's own: anything may come out.
  new nn.Sequential(new nn.Linear(4, 8), new nn.Flatten(), new nn.Linear(80, 2));
  const sizes = width > 3 ? 4 : 5;
  new nn.Sequential(new nn.Linear(3, sizes), new nn.Linear(sizes, 2));
}

class Net extends nn.Module {
  head = new nn.Linear(512, 10);
  body = new nn.Sequential(new nn.Linear(784, 512), new nn.ReLU());
  forward(x: Parameters<nn.Linear['forward']>[0]) {
    return this.head(this.body(x));
  }
}

export function layersCanBeReplaced(net: Net): void {
  net.head = new nn.Linear(512, 5);
  net.body = new nn.Sequential(new nn.Linear(3, 512), new nn.Tanh());
  const modules: nn.Module[] = [net.head, net.body, new nn.Conv2d(1, 2, 3)];
  const linear: nn.Linear = net.head;
  modules.push(linear);
}
