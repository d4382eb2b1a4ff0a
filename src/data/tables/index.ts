/** Datasets of tables in files. */
export type { TableOptions } from './options.js';
export { TableDataset, type TableDescription } from './table-dataset.js';
export { TableStream, type TableStreamOptions } from './table-stream.js';
