/**
 * Models of the kinds that TensorFlow.js's examples train, small, each with its data. All numbers are fixed, so that
 * two backends begin from the same weights.
 */
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { integers, numbers } from './both-backends.js';

export interface Example {
  readonly model: tfl.LayersModel;
  readonly x: tf.Tensor | tf.Tensor[];
  readonly y: tf.Tensor;
}

const { layers } = tfl;

/** Weights from -0.3 to 0.3; variances are positive. */
function withFixedWeights(model: tfl.LayersModel): tfl.LayersModel {
  model.weights.forEach((weight, i) => {
    const values = tf.mul(numbers(weight.shape.map(Number), i + 1), 0.15);
    weight.write(weight.name.includes('variance') ? tf.add(tf.abs(values), 0.5) : values);
  });
  return model;
}

function compiled(
  model: tfl.LayersModel,
  loss: string,
  optimizer: tf.Optimizer = tf.train.sgd(0.1),
): tfl.LayersModel {
  model.compile({ loss, optimizer });
  return withFixedWeights(model);
}

function oneHot(count: number, classes: number): tf.Tensor {
  return tf.oneHot(integers([count], classes, 3) as tf.Tensor1D, classes);
}

function perceptron(): Example {
  const model = tfl.sequential();
  model.add(layers.dense({ units: 16, activation: 'relu', inputShape: [8] }));
  model.add(layers.batchNormalization());
  model.add(layers.dense({ units: 3, activation: 'softmax' }));
  const optimizer = tf.train.adam(0.01);
  return {
    model: compiled(model, 'categoricalCrossentropy', optimizer),
    x: numbers([12, 8]),
    y: oneHot(12, 3),
  };
}

function convolutional(): Example {
  const model = tfl.sequential();
  model.add(
    layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
  );
  model.add(layers.maxPooling2d({ poolSize: 2 }));
  model.add(layers.separableConv2d({ filters: 6, kernelSize: 2, padding: 'same' }));
  model.add(layers.globalAveragePooling2d({ dataFormat: 'channelsLast' }));
  model.add(layers.dense({ units: 3, activation: 'softmax' }));
  return {
    model: compiled(model, 'categoricalCrossentropy'),
    x: numbers([6, 8, 8, 1]),
    y: oneHot(6, 3),
  };
}

function recurrent(kind: 'lstm' | 'gru'): Example {
  const model = tfl.sequential();
  const recurrentInitializer = 'glorotNormal' as const;
  const options = { units: 5, inputShape: [6, 3], recurrentInitializer };
  model.add(kind === 'lstm' ? layers.lstm(options) : layers.gru(options));
  model.add(layers.dense({ units: 1 }));
  return {
    model: compiled(model, 'meanSquaredError', tf.train.rmsprop(0.01)),
    x: numbers([4, 6, 3]),
    y: numbers([4, 1], 9),
  };
}

function embedding(): Example {
  const model = tfl.sequential();
  model.add(layers.embedding({ inputDim: 20, outputDim: 6, inputLength: 5 }));
  model.add(
    layers.bidirectional({
      layer: layers.simpleRNN({ units: 4, recurrentInitializer: 'glorotNormal' }) as tfl.RNN,
      mergeMode: 'concat',
    }),
  );
  model.add(layers.dense({ units: 1, activation: 'sigmoid' }));
  return {
    model: compiled(model, 'binaryCrossentropy', tf.train.adam(0.01)),
    x: integers([6, 5], 20),
    y: tf.cast(tf.greater(numbers([6, 1], 4), 0), 'float32'),
  };
}

function attention(): Example {
  const input = tfl.input({ shape: [4, 6] });
  const project = () => layers.timeDistributed({ layer: layers.dense({ units: 6 }) });
  const query = project().apply(input) as tfl.SymbolicTensor;
  const key = project().apply(input) as tfl.SymbolicTensor;
  const value = project().apply(input) as tfl.SymbolicTensor;
  const scores = layers.dot({ axes: 2 }).apply([query, key]) as tfl.SymbolicTensor;
  const weights = layers.activation({ activation: 'softmax' }).apply(scores) as tfl.SymbolicTensor;
  const mixed = layers.dot({ axes: [2, 1] }).apply([weights, value]) as tfl.SymbolicTensor;
  const summed = layers.add().apply([mixed, input]) as tfl.SymbolicTensor;
  const normal = layers.layerNormalization().apply(summed);
  const flat = layers.flatten().apply(normal);
  const output = layers.dense({ units: 2 }).apply(flat) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: input, outputs: output });
  return {
    model: compiled(model, 'meanSquaredError'),
    x: numbers([5, 4, 6]),
    y: numbers([5, 2], 8),
  };
}

function autoencoder(): Example {
  const model = tfl.sequential();
  model.add(
    layers.conv2d({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation: 'elu',
      inputShape: [6, 6, 1],
    }),
  );
  // Not by the nearest pixel: backend cpu has its gradient wrong for batches of more than one picture.
  model.add(
    layers.upSampling2d({ size: [2, 2], dataFormat: 'channelsLast', interpolation: 'bilinear' }),
  );
  model.add(layers.conv2dTranspose({ filters: 1, kernelSize: 3, padding: 'same' }));
  const x = numbers([3, 6, 6, 1]);
  return { model: compiled(model, 'meanAbsoluteError', tf.train.adagrad(0.05)), x, y: x };
}

/** A discriminator on real and made pictures, as a GAN trains it: the generator inside is frozen. */
function adversarial(): Example {
  const generator = tfl.sequential();
  generator.add(layers.dense({ units: 8, inputShape: [3] }));
  generator.add(layers.leakyReLU({ alpha: 0.2 }));
  generator.add(layers.dense({ units: 6, activation: 'tanh' }));
  const discriminator = tfl.sequential();
  discriminator.add(layers.dense({ units: 5, inputShape: [6] }));
  discriminator.add(layers.prelu());
  discriminator.add(layers.dense({ units: 1, activation: 'sigmoid' }));
  discriminator.trainable = false;
  const noise = tfl.input({ shape: [3] });
  const judged = discriminator.apply(generator.apply(noise)) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: noise, outputs: judged });
  return {
    model: compiled(model, 'binaryCrossentropy', tf.train.adam(0.01, 0.5)),
    x: numbers([8, 3]),
    y: tf.ones([8, 1]),
  };
}

/** A trained trunk, frozen, and a new head. */
function transfer(): Example {
  const trunk = tfl.sequential();
  trunk.add(layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [6, 6, 2] }));
  trunk.add(layers.batchNormalization());
  trunk.add(layers.depthwiseConv2d({ kernelSize: 2, activation: 'relu6' }));
  trunk.add(layers.flatten());
  for (const layer of trunk.layers) layer.trainable = false;
  const input = tfl.input({ shape: [6, 6, 2] });
  const features = trunk.apply(input);
  const output = layers.dense({ units: 3, activation: 'softmax' }).apply(features);
  const model = tfl.model({ inputs: input, outputs: output as tfl.SymbolicTensor });
  return {
    model: compiled(model, 'categoricalCrossentropy', tf.train.momentum(0.05, 0.9)),
    x: numbers([4, 6, 6, 2]),
    y: oneHot(4, 3),
  };
}

/** Scales by e to a learned power, for which no stock layer exists. */
class ExponentialScale extends layers.Layer {
  static className = 'ExponentialScale';
  #power: tfl.LayerVariable | undefined;

  override build(shape: tfl.Shape | tfl.Shape[]): void {
    const size = (shape as tfl.Shape).at(-1) ?? 1;
    this.#power = this.addWeight('power', [size], 'float32', tfl.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (!this.#power) throw new Error('The layer has not been built.');
    return tf.mul(x, tf.exp(this.#power.read()));
  }
}

function custom(): Example {
  const model = tfl.sequential();
  model.add(layers.dense({ units: 5, inputShape: [4], activation: 'selu' }));
  model.add(new ExponentialScale({}));
  model.add(layers.dense({ units: 2, kernelRegularizer: tfl.regularizers.l2({ l2: 0.01 }) }));
  return { model: compiled(model, 'meanSquaredError'), x: numbers([7, 4]), y: numbers([7, 2], 5) };
}

export const examples: Readonly<Record<string, () => Example>> = {
  'multi-layer perceptron': perceptron,
  'convolutional network': convolutional,
  LSTM: () => recurrent('lstm'),
  GRU: () => recurrent('gru'),
  'embedding with a bidirectional network': embedding,
  attention,
  autoencoder,
  "generator's step of a GAN": adversarial,
  'new head on a frozen trunk': transfer,
  'custom layer': custom,
};
