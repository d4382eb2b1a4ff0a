/** Datasets of pictures in files. */
export type { ImageShape } from './decode.js';
export { ImageFolder, type ImageFolderOptions } from './image-folder.js';
export { type MakeGridOptions, makeGrid, saveImage } from './make-grid.js';
