/** The smallest TensorFlow graph that is a model: `relu(x · weights)`, as tensorflowjs_converter writes it. */
import type { io, Tensor } from '@tensorflow/tfjs-core';

/** @param weights of shape `[in, out]` */
export async function graphModel(weights: Tensor): Promise<io.ModelArtifacts> {
  const float = { dtype: { type: 'DT_FLOAT' } };
  const size = (value: number) => ({ size: String(value) });
  const [rows, columns] = weights.shape;
  const values = Float32Array.from(await weights.data());
  return {
    format: 'graph-model',
    modelTopology: {
      node: [
        {
          name: 'x',
          op: 'Placeholder',
          attr: { ...float, shape: { shape: { dim: [size(-1), size(rows)] } } },
        },
        {
          name: 'weights',
          op: 'Const',
          attr: {
            ...float,
            value: {
              tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [size(rows), size(columns)] } },
            },
          },
        },
        {
          name: 'product',
          op: 'MatMul',
          input: ['x', 'weights'],
          attr: { T: { type: 'DT_FLOAT' }, transpose_a: { b: false }, transpose_b: { b: false } },
        },
        { name: 'relu', op: 'Relu', input: ['product'], attr: { T: { type: 'DT_FLOAT' } } },
      ],
      library: {},
      versions: { producer: 1 },
    },
    weightSpecs: [{ name: 'weights', shape: weights.shape, dtype: 'float32' }],
    weightData: values.buffer,
  };
}
