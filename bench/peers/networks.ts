/** The networks of the bench, as Gradbook's users write them; the same as in torch/worker.py. */
import { nn, type Tensor } from '../../src/index.js';
import type { Network } from '../training/networks.js';

class Transformer extends nn.Module {
  readonly embed = new nn.Linear(12, 128);
  readonly encoder = new nn.TransformerEncoder(
    new nn.TransformerEncoderLayer(128, 4, { dimFeedforward: 256, dropout: 0, batchFirst: true }),
    2,
  );
  readonly head = new nn.Linear(128, 10);

  /** The first 768 pixels as a sequence of 64 pieces. */
  forward(x: Tensor): Tensor {
    const pieces = x.reshape([-1, 784]).narrow(1, 0, 768).reshape([-1, 64, 12]);
    return this.head(this.encoder(this.embed(pieces)).mean(1));
  }
}

class Rows extends nn.Module {
  readonly lstm = new nn.LSTM(28, 128, { batchFirst: true });
  readonly head = new nn.Linear(128, 10);

  /** A picture row by row. */
  forward(x: Tensor): Tensor {
    const [outputs] = this.lstm.forward(x.reshape([-1, 28, 28]));
    return this.head(outputs.select(1, 27));
  }
}

export const NETWORKS: Readonly<Record<Network, () => nn.Module>> = {
  mlp: () =>
    new nn.Sequential(
      new nn.Flatten(),
      new nn.Linear(784, 512),
      new nn.ReLU(),
      new nn.Linear(512, 10),
    ),
  cnn: () =>
    new nn.Sequential(
      new nn.Conv2d(1, 8, 3, { padding: 1 }),
      new nn.BatchNorm2d(8),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Conv2d(8, 16, 3),
      new nn.ReLU(),
      new nn.AvgPool2d(2),
      new nn.Flatten(),
      new nn.Linear(576, 10),
    ),
  'large-cnn': () =>
    new nn.Sequential(
      new nn.Conv2d(1, 32, 3),
      new nn.ReLU(),
      new nn.Conv2d(32, 64, 3),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(9216, 128),
      new nn.ReLU(),
      new nn.Linear(128, 10),
    ),
  transformer: () => new Transformer(),
  lstm: () => new Rows(),
};
