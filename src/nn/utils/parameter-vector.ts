/** All parameters as one vector, and back. PyTorch: `torch.nn.utils`. */
import { cat, noGrad, ShapeError, type Tensor } from '../../tensor/index.js';

/**
 * One vector of all values, in order; gradients flow. Parameters have any shapes, the result is `[numbers]`.
 * PyTorch: `parameters_to_vector`.
 */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat([...parameters].map((parameter) => parameter.reshape([-1])));
}

/**
 * Puts the values of a vector into the parameters. PyTorch: `vector_to_parameters`.
 * @throws ShapeError unless the vector has as many values as the parameters together.
 */
export function vectorToParameters(vector: Tensor, parameters: Iterable<Tensor>): void {
  const list = [...parameters];
  const total = list.reduce((sum, parameter) => sum + parameter.numel(), 0);
  if (vector.ndim !== 1 || vector.numel() !== total) {
    throw new ShapeError(
      'vectorToParameters',
      [vector.shape],
      `vectorToParameters got a vector of shape [${vector.shape.join(', ')}] for parameters of ${total} values. ` +
        'Make it by parametersToVector of the same parameters.',
    );
  }
  noGrad(() => {
    let offset = 0;
    for (const parameter of list) {
      parameter.copy_(vector.narrow(0, offset, parameter.numel()).reshape(parameter.shape));
      offset += parameter.numel();
    }
  });
}
