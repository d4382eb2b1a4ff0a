/** What other rooms use to fetch files. */
export { type DownloadOptions, type DownloadProgress, download } from './download.js';
export { DownloadError, type MirrorFailure } from './errors.js';
export { type Checksum, hashOf } from './part-file.js';
export { progressLine } from './progress-line.js';
export { looksLikeWebPage } from './web-page.js';
