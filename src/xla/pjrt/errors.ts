/**
 * The errors of this layer, one class a kind. Whatever goes wrong in a plugin or with a handle ends as one of
 * them; none of them leaves the process in doubt.
 */

/** The status codes of the C API (`PJRT_Error_Code`), which are Abseil's. */
const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type PjrtErrorCode = (typeof CODES)[number];

/** The name of a `PJRT_Error_Code`. */
export function errorCodeName(code: number): PjrtErrorCode {
  return CODES[code] ?? 'UNKNOWN';
}

/** A plugin refused or failed, or a call was stopped before it could reach the plugin. */
export class PjrtError extends Error {
  override readonly name: string = 'PjrtError';

  /** The function of the C API, for example `PJRT_Client_Compile`. */
  readonly function: string;

  constructor(
    readonly code: PjrtErrorCode,
    functionName: string,
    /** What the plugin, or the check before it, says. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${functionName}: ${code}: ${detail}`, options);
    this.function = functionName;
  }
}

/** The device has no memory left for a buffer or a program. */
export class AllocationError extends PjrtError {
  override readonly name = 'AllocationError';
}

/** How a buffer came to be unusable. */
export type BufferEnd = 'deleted' | 'donated' | 'closed';

const ENDS: Readonly<Record<BufferEnd, string>> = {
  deleted: 'it was deleted before',
  donated: 'it was donated to a program, which put its result in the same memory',
  closed: 'its client was closed before',
};

/** A buffer was used after its memory had been given back. */
export class DeletedBufferError extends Error {
  override readonly name = 'DeletedBufferError';

  constructor(
    /** The buffer's type and shape: `f32[64,784]`. */
    readonly buffer: string,
    /** What was tried. */
    readonly use: string,
    readonly end: BufferEnd,
  ) {
    super(`${use} needs a buffer ${buffer} that no longer exists: ${ENDS[end]}.`);
  }
}

/** A program was used after it had been deleted. */
export class DeletedExecutableError extends Error {
  override readonly name = 'DeletedExecutableError';

  constructor(
    readonly executable: string,
    readonly use: string,
  ) {
    super(`${use} needs the program "${executable}", which was deleted before. Compile it again.`);
  }
}

/** A client was used after `close()`. */
export class ClosedClientError extends Error {
  override readonly name = 'ClosedClientError';

  constructor(readonly use: string) {
    super(`${use} needs an open client; this one was closed before. Load the plugin again.`);
  }
}

/** A plugin can't be loaded or doesn't offer what is needed. */
export class PluginLoadError extends Error {
  override readonly name = 'PluginLoadError';

  constructor(
    /** The shared library. */
    readonly path: string,
    readonly reason: string,
    /** What to do about it. */
    readonly remedy = 'Install it again: npx gradbook engine list says how',
    options?: ErrorOptions,
  ) {
    super(`The XLA plugin ${path} can't be loaded: ${reason}. ${remedy}`, options);
  }
}
