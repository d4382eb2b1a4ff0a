/** Data from files: pictures read by threads, and tables larger than one wants in memory. */
export { measurePictures, picturesTable } from './pictures.js';
export { measureTables, tablesTable } from './tables.js';
