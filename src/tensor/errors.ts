/** Errors of tensors and what is made of them. Each says what was received, what was expected and what to do. */
import { didYouMean } from '../nearest.js';

/** Shapes that an operation can't take. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  /** As `at model.fc2, called from Net.forward`, where it happened in a model. */
  place: string | undefined;
  readonly #text: string;

  constructor(
    /** The operation or layer, as `matmul` or `Linear(500, 10)`. */
    readonly operation: string,
    /** The shapes that don't fit. */
    readonly shapes: readonly (readonly number[])[],
    message: string,
  ) {
    super(message);
    this.#text = message;
  }

  /** Says where in a model it happened, below the first line of the text. */
  locate(place: string): void {
    this.place = place;
    this.message = withPlace(this.#text, place);
  }
}

/** A type of numbers that an operation can't take, or a value that is none. */
export class DtypeError extends TypeError {
  override readonly name = 'DtypeError';
  readonly #text: string;

  constructor(
    /** The operation that can't compute with the type. */
    readonly operation: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(`${operation}: ${message}`, options);
    this.#text = this.message;
  }

  /** Says where in a model it happened, below the first line of the text. */
  locate(place: string): void {
    this.message = withPlace(this.#text, place);
  }
}

function withPlace(text: string, place: string): string {
  const [first, ...rest] = text.split('\n');
  return [first, `  ${place}`, ...rest].join('\n');
}

/** A value as a person would say it. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) {
    const isShort = value.length <= 5 && value.every((one) => !Array.isArray(one));
    return isShort ? `[${value.map(shown)}]` : `a list of ${value.length}`;
  }
  if (typeof value === 'function' && value.name === 'data')
    return "the method data, which reads values (for PyTorch's x.data take x.detach())";
  if (typeof value === 'function' && value.constructor !== Function)
    return `a ${value.constructor.name}`;
  if (typeof value === 'function') return value.name ? `the function ${value.name}` : 'a function';
  // Otherwise nobody sees why 4 isn't a number.
  if (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)))
    return `the text '${value}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const isPlain = Object.getPrototypeOf(value) === Object.prototype;
  if (isPlain) return `{ ${Object.keys(value).join(', ')} }`;
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' ? `a ${name}` : 'an object';
}

/** The device that was asked for can't be used. Nothing else is taken in its place. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';

  constructor(
    /** The device that was asked for. */
    readonly device: string,
    message: string,
  ) {
    super(message);
  }
}

/** A dimension or index outside of a tensor. */
export class IndexError extends RangeError {
  override readonly name = 'IndexError';

  constructor(
    /** The operation that was asked for the index. */
    readonly operation: string,
    message: string,
  ) {
    super(`${operation}: ${message}`);
  }
}

/** Why a tensor's memory was given back. */
export type ReleaseReason = 'iteration' | 'forward' | 'disposed';

const WHY: Record<ReleaseReason, string> = {
  iteration:
    'It was made in a loop over a DataLoader, in an iteration that has ended; what is large is freed ' +
    'then. To have it longer call `x.keep()` on it within the iteration, or keep a copy: ' +
    '`x.clone().keep()`.',
  forward:
    'It was made inside the forward pass of a module and not returned, so it was freed with the pass. ' +
    'To have it longer call `x.keep()` on it in `forward`, or return it.',
  disposed: 'Its TensorFlow.js tensor was disposed, as by `tf.dispose` or `tf.tidy`.',
};

/** A tensor whose memory has been given back was read. */
export class ReleasedTensorError extends Error {
  override readonly name = 'ReleasedTensorError';

  constructor(
    /** What made the tensor, as `matmul`. */
    readonly operation: string,
    /** The tensor's shape. */
    readonly shape: readonly number[],
    /** Why the memory was given back. */
    readonly reason: ReleaseReason,
  ) {
    super(
      `The tensor of shape [${shape.join(', ')}] that '${operation}' made has been released. ${WHY[reason]}`,
    );
  }
}

/** What can be wrong with gradients. */
export type AutogradProblem =
  | 'no graph'
  | 'second backward'
  | 'gradient needed'
  | 'gradient shape'
  | 'number of gradients'
  | 'no rule'
  | 'modified in place'
  | 'leaf in place'
  | 'not a float';

/** Gradients that can't be computed as asked. */
export class AutogradError extends Error {
  override readonly name = 'AutogradError';

  constructor(
    /** What is wrong. */
    readonly problem: AutogradProblem,
    message: string,
  ) {
    super(message);
  }
}

/** An option that is out of range, or not among the choices. */
export class OptionError extends Error {
  override readonly name = 'OptionError';

  constructor(
    /** What the option belongs to, as `SGD`. */
    readonly owner: string,
    /** The option's name. */
    readonly option: string,
    /** What was given. */
    readonly value: unknown,
    /** What the value must be, as `a number of 0 or more`. */
    expected: string,
  ) {
    super(`${owner}: ${option} must be ${expected}, got ${shown(value)}.`);
  }
}

/** An option that there is not, probably mistyped. */
export class UnknownOptionError extends OptionError {
  constructor(owner: string, option: string, known: readonly string[]) {
    super(owner, option, 'an option of that name', 'left out');
    this.message =
      `${owner} has no option '${option}'. ${didYouMean(option, known)}` +
      `The options are ${known.join(', ')}.`;
  }
}

/** A matrix for which a problem of linear algebra has no answer. PyTorch: `torch.linalg.LinAlgError`. */
export class LinAlgError extends Error {
  override readonly name = 'LinAlgError';

  constructor(
    /** The function, as `linalg.solve`. */
    readonly operation: string,
    message: string,
  ) {
    super(`${operation}: ${message}`);
  }
}
