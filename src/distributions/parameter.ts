/** What distributions and transforms are made with: tensors, or numbers. */
import { broadcastShapes, checkTensor, Tensor, tensor } from '../tensor/index.js';

/** A tensor whose shape broadcasts, or a number for all. */
export type Parameter = Tensor | number;

/** Parameters as tensors of one shape. @throws DtypeError for what is neither a tensor nor a number. */
export function together<Count extends readonly Parameter[]>(
  owner: string,
  ...parameters: Count
): { readonly [Place in keyof Count]: Tensor } {
  const all = parameters.map((given) => (typeof given === 'number' ? tensor(given, []) : given));
  for (const one of all) checkTensor(owner, one, 'each parameter');
  const shape = broadcastShapes(...all.map((one) => one.shape));
  const same = (one: Tensor) => (`${one.shape}` === `${shape}` ? one : one.expand(shape));
  return all.map((one) => same(one instanceof Tensor ? one : tensor(one))) as never;
}
