/** Types of numbers and how they combine. Integers are int32, as in TensorFlow.js. */
import { DtypeError, shown } from './errors.js';

/** The types of elements. */
export type Dtype = 'float32' | 'int32' | 'bool';

const ORDER: readonly Dtype[] = ['bool', 'int32', 'float32'];

/** The type of a result of both. PyTorch: `torch.promote_types`. */
export function promote(a: Dtype, b: Dtype): Dtype {
  return ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))];
}

/** The type that a plain number has beside a tensor: a fraction makes integers real. */
export function dtypeOfNumber(value: number | boolean, beside: Dtype): Dtype {
  if (typeof value === 'boolean') return beside;
  if (beside === 'float32' || !Number.isInteger(value)) return 'float32';
  return 'int32';
}

/** @throws DtypeError when it is none of ours: TensorFlow.js's strings, PyTorch's int64. */
export function checkedDtype(operation: string, dtype: string): Dtype {
  if (typeof dtype !== 'string') {
    throw new DtypeError(operation, `the type must be a text, as 'int32', got ${shown(dtype)}.`);
  }
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  const instead = /int|long|short|byte/.test(dtype) ? 'int32' : 'float32';
  throw new DtypeError(
    operation,
    `there is no type '${dtype}'. Types are float32, int32 and bool; use '${instead}'.`,
  );
}

/** The type that values have when no one says: whole typed arrays keep theirs, numbers are real. */
export function dtypeOfArray(values: ArrayBufferView): Dtype {
  // By name, since not each Node has a Float16Array.
  return /Float/.test(Object.prototype.toString.call(values)) ? 'float32' : 'int32';
}
