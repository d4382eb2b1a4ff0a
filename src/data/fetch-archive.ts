/** One packed file from the first mirror that has it, with a line that says how far it is. */
import path from 'node:path';
import { type Checksum, download, progressLine } from '../download/index.js';

export interface Archive {
  /** The file's name, here and below each mirror. */
  readonly name: string;
  /** Folders (URLs) that have it, in the order in which to try them. */
  readonly mirrors: readonly string[];
  readonly checksum: Checksum;
  /** What the line says; default: the name. */
  readonly label?: string;
}

/**
 * Does nothing where it is there already.
 * @returns the file
 * @throws DownloadError
 */
export async function fetchArchive(
  { name, mirrors, checksum, label = name }: Archive,
  folder: string,
): Promise<string> {
  const file = path.join(folder, name);
  const urls = mirrors.map((mirror) => `${mirror.replace(/\/*$/, '/')}${name}`);
  const progress = progressLine(label);
  try {
    await download({ urls, file, checksum, onProgress: progress.update });
  } finally {
    progress.end();
  }
  return file;
}
