/**
 * The file that a download grows in until it is whole: beside the destination, one for each process and
 * thread, so that two of them never write into the same. What a process that has ended left behind is
 * taken over, by an atomic rename, and goes on from there.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { threadId } from 'node:worker_threads';

/** What the whole file must hash to, in lower-case hexadecimal digits. */
export interface Checksum {
  /** How it is computed. */
  readonly algorithm: 'md5' | 'sha256';
  /** The sum, or its first digits, as PyTorch's files have them in their names. */
  readonly hex: string;
}

/** Whether a file's sum is the one that it must have. */
export const isSum = (found: string | undefined, { hex }: Checksum): boolean =>
  hex !== '' && found?.startsWith(hex) === true;

/** The part file of this process for `file`; adopts one that a dead process left. */
export async function openPart(file: string): Promise<string> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  const part = `${file}.${process.pid}-${threadId}.part`;
  if ((await sizeOf(part)) !== undefined) return part;
  for (const name of await readdir(folder)) {
    const pid = ownerOf(name, path.basename(file));
    if (pid === undefined || isRunning(pid)) continue;
    try {
      await rename(path.join(folder, name), part);
      return part;
    } catch {
      // Another process was quicker.
    }
  }
  return part;
}

/** Makes the whole part the file. Either all of it is there under that name or none. */
export async function finishPart(part: string, file: string): Promise<void> {
  await rename(part, file);
}

export async function discardPart(part: string): Promise<void> {
  await rm(part, { force: true });
}

/** The file's size in bytes; undefined where there is none. */
export async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size;
  } catch {
    return undefined;
  }
}

/** The checksum of a file's content; undefined where there is no such file. */
export async function hashOf(file: string, algorithm: Checksum['algorithm']) {
  if ((await sizeOf(file)) === undefined) return undefined;
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/** The process that writes the part file `name` of `base`; undefined where it is no part of it. */
function ownerOf(name: string, base: string): number | undefined {
  if (!name.startsWith(`${base}.`)) return undefined;
  const match = /^(\d+)-\d+\.part$/.exec(name.slice(base.length + 1));
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
