/**
 * PJRT: a device's memory and programs, through the C API of an XLA plugin. Knows no tensors and no graphs.
 */
export { type ArraySpec, DeviceBuffer } from './buffer.js';
export { PjrtClient } from './client.js';
export type { CompilerFlags } from './compile-options.js';
export type { Device } from './device.js';
export { byteLengthOf, type ElementType } from './element-type.js';
export {
  AllocationError,
  type BufferEnd,
  ClosedClientError,
  DeletedBufferError,
  DeletedExecutableError,
  PjrtError,
  type PjrtErrorCode,
  PluginLoadError,
} from './errors.js';
export { LoadedExecutable, type RunOptions } from './executable.js';
export { addXlaFlags, loadLibrary } from './library.js';
export type { ClientOptions } from './named-values.js';
export type { Parameter } from './signature.js';
