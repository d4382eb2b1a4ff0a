/** Errors of modules and their saved state. */

/** A parameter or buffer whose saved shape is another. */
export interface ShapeMismatch {
  /** Its name in the state dict. */
  readonly key: string;
  /** The module's shape. */
  readonly expected: readonly number[];
  /** The shape in the state dict. */
  readonly received: readonly number[];
}

/** A state dict that doesn't fit a module. */
export class StateDictError extends Error {
  override readonly name = 'StateDictError';

  constructor(
    /** The module's class. */
    readonly module: string,
    /** What the module has and the state dict has not. */
    readonly missingKeys: readonly string[],
    /** What the state dict has and the module has not. */
    readonly unexpectedKeys: readonly string[],
    /** Entries of another shape than the module's. */
    readonly mismatches: readonly ShapeMismatch[],
  ) {
    const lines = [
      `The state dict doesn't fit ${module}; nothing was loaded.`,
      ...(missingKeys.length > 0 ? [`  Missing keys: ${missingKeys.join(', ')}.`] : []),
      ...(unexpectedKeys.length > 0 ? [`  Unexpected keys: ${unexpectedKeys.join(', ')}.`] : []),
      ...mismatches.map(
        ({ key, expected, received }) =>
          `  ${key} has shape [${received.join(', ')}], the module's is [${expected.join(', ')}].`,
      ),
    ];
    if (mismatches.length === 0) lines.push('  To load what fits use { strict: false }.');
    super(lines.join('\n'));
  }
}

/** A file that is no safetensors file, or has what can't be read. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

/** A file that `torch.save` did not write, or that holds more than plain data. */
export class TorchFileError extends Error {
  override readonly name = 'TorchFileError';
}
