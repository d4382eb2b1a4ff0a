/** Formats of files that several parts of the library read. */
export { FormatError } from './errors.js';
export { unpackLz4 } from './lz4-frame.js';
export { type NumpyArray, openNpz, parseNpz } from './npy.js';
export { numpyRules, PickledArray } from './numpy-pickle.js';
export { Global, type PickleRules, unknownGlobal, unpickle, unpickleAt } from './pickle.js';
export { isZip, readZip, type ZipEntry } from './zip.js';
