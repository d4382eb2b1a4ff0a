/** One file from the first mirror that has it, with a line that says how far it is. */
import path from 'node:path';
import { download } from './download.js';
import type { Checksum } from './part-file.js';
import { progressLine } from './progress-line.js';

export interface Archive {
  /** The file's name, here and below each mirror. */
  readonly name: string;
  /** Folders (URLs) that have it, in the order in which to try them. */
  readonly mirrors: readonly string[];
  readonly checksum: Checksum;
  /** What the line says; default: the name. */
  readonly label?: string;
  /** Whether there is a line. Default true. */
  readonly progress?: boolean;
}

/**
 * Does nothing where it is there already.
 * @returns the file
 * @throws DownloadError
 */
export async function fetchArchive(
  { name, mirrors, checksum, label = name, progress = true }: Archive,
  folder: string,
): Promise<string> {
  const file = path.join(folder, name);
  const urls = mirrors.map((mirror) => `${mirror.replace(/\/*$/, '/')}${name}`);
  const line = progress ? progressLine(label) : undefined;
  try {
    await download({ urls, file, checksum, onProgress: line?.update });
  } finally {
    line?.end();
  }
  return file;
}
