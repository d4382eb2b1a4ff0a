/** What can go wrong in the backend, one class a kind. */
import { messageOf } from '../../error-message.js';

/** A value was asked for while a function was being recorded. */
export class CaptureError extends Error {
  override name = 'CaptureError';
  /** @param action What the step did that can't be recorded. */
  constructor(readonly action: string) {
    super(
      `${action} inside a step or function that is being recorded, where no value exists yet: it is recorded once\n` +
        '  and runs later, many times. Return the tensor and read it afterwards.',
    );
  }
}

/** XLA did not accept or could not run a program. */
export class ProgramError extends Error {
  override name = 'ProgramError';
  constructor(
    /** Whether it was compiled or run. */
    readonly phase: 'compile' | 'run',
    /** The operations of the program. */
    readonly nodes: number,
    /** Where the program was written, under `GRADBOOK_DEBUG=programs`. */
    readonly file: string | undefined,
    cause: unknown,
  ) {
    const [first] = messageOf(cause).split('\n', 1);
    super(
      `XLA could not ${phase} a program of ${nodes} operations: ${first}\n` +
        (file ? `  The program: ${file}` : '  GRADBOOK_DEBUG=programs shows the program.'),
      { cause },
    );
  }
}

/** A tensor of a type that does not exist on the device was given to a kernel. */
export class DeviceTypeError extends Error {
  override name = 'DeviceTypeError';
  constructor(readonly dtype: string) {
    super(
      `A tensor of type ${dtype} cannot be computed with on the xla backend; it has float32, int32,\n  bool and complex64.`,
    );
  }
}

/** An operation was given tensors that belong to different devices. */
export class DeviceMismatchError extends Error {
  override name = 'DeviceMismatchError';
  readonly #text: string;

  constructor(
    /** TensorFlow.js's kernel, or PyTorch's operation. */
    readonly operation: string,
    /** The tensors that don't go together. */
    readonly tensors: readonly { readonly shape: readonly number[]; readonly device: string }[],
  ) {
    const [first, ...rest] = tensors.map(
      ({ shape, device }) => `one of shape [${shape.join(', ')}] on ${device}`,
    );
    super(
      `${operation}: the tensors lie on different devices: ${first}, ${rest.join(', ')}. Bring them together, as by ` +
        `x.to('${tensors[0].device}'), or a whole model by net.to('${tensors[0].device}').`,
    );
    this.#text = this.message;
  }

  /** Says where in a model it happened. */
  locate(place: string): void {
    this.message = `${this.#text}\n  ${place}`;
  }
}

/** There is no XLA plugin to compute with on this machine. */
export class NoPluginError extends Error {
  override name = 'NoPluginError';
  constructor(
    /** The plugin, as `gradbook engine list` calls it. */
    readonly platform: string,
    /** Why none fits this machine; undefined where one does, and isn't installed. */
    readonly why?: string,
  ) {
    super(
      why === undefined
        ? `The XLA plugin for '${platform}' is not installed. Run: npx gradbook engine install ${platform}`
        : `No XLA plugin for '${platform}' fits this machine: ${why}. npx gradbook engine list says which do.`,
    );
  }
}
