/** NumPy's arrays in pickles, as data sets of Python have them. No code of the file is run. */
import { FormatError } from './errors.js';
import { type NumpyArray, numbersOf } from './npy.js';
import { type PickleRules, unknownGlobal } from './pickle.js';

/** An array of a pickle; its state follows after it. */
export class PickledArray {
  array: NumpyArray | undefined;
}

/** A type of numbers in a pickle. */
class PickledType {
  constructor(readonly name: string) {}
}

/** Pickles of plain data and of NumPy's arrays. */
export const numpyRules: PickleRules = {
  call({ name }, args) {
    switch (name) {
      case 'numpy.core.multiarray._reconstruct':
      case 'numpy._core.multiarray._reconstruct':
        return new PickledArray();
      case 'numpy.core.numeric._frombuffer':
      case 'numpy._core.numeric._frombuffer': {
        const [bytes, type, shape, order] = args;
        return arrayOf(shape, type, order === 'F', bytes);
      }
      case 'numpy.dtype':
        return new PickledType(String(args[0]));
      // Bytes of Python 3 in a protocol for Python 2.
      case '_codecs.encode':
        return Buffer.from(String(args[0]), 'latin1');
      case 'collections.OrderedDict':
        return new Map();
      default:
        throw unknownGlobal(name);
    }
  },
  load() {
    throw new FormatError('It refers to what is not in it.');
  },
  build(object, state) {
    if (object instanceof PickledType) return;
    if (!(object instanceof PickledArray) || !Array.isArray(state)) {
      throw new FormatError('It holds an object of a class of its own, which is not plain data.');
    }
    const [, shape, type, isColumnMajor, values] = state;
    object.array = arrayOf(shape, type, isColumnMajor === true, values).array;
  },
};

function arrayOf(
  shape: unknown,
  type: unknown,
  isColumnMajor: boolean,
  values: unknown,
): PickledArray {
  const bytes = typeof values === 'string' ? Buffer.from(values, 'latin1') : values;
  const isWhole = Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size));
  if (!isWhole || !(type instanceof PickledType) || !(bytes instanceof Uint8Array)) {
    throw new FormatError('One of its arrays is not of numbers.');
  }
  const result = new PickledArray();
  result.array = numbersOf(type.name, shape, bytes, isColumnMajor);
  return result;
}
