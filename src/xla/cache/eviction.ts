/** Keeps the folder of compiled programs within its bounds: what has not been used for longest goes first. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Down to this part of the limit, so that not each further entry brings a look at the folder. */
const KEPT = 0.75;
/** Milliseconds after which a file that was never finished belongs to a process that is gone. */
const ABANDONED = 3_600_000;

const ENTRY = /^[0-9a-f]{64}$/;
const PART = /^[0-9a-f]{64}\.\d+\.part$/;

interface File {
  readonly path: string;
  readonly size: number;
  readonly used: number;
}

/** Removes entries until the rest takes less than `limit` bytes. Files of other names are left alone. */
export async function evict(folder: string, limit: number): Promise<void> {
  const names = await readdir(folder);
  for (const part of await filesOf(folder, names, PART)) {
    if (Date.now() - part.used > ABANDONED) await rm(part.path, { force: true });
  }
  const entries = await filesOf(folder, names, ENTRY);
  let total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total <= limit) return;
  for (const { path, size } of entries.sort((a, b) => a.used - b.used)) {
    if (total <= limit * KEPT) return;
    await rm(path, { force: true });
    total -= size;
  }
}

async function filesOf(folder: string, names: readonly string[], pattern: RegExp): Promise<File[]> {
  const files: File[] = [];
  for (const name of names) {
    if (!pattern.test(name)) continue;
    const file = path.join(folder, name);
    // Another process may have removed it since.
    const found = await stat(file).catch(() => undefined);
    if (found) files.push({ path: file, size: found.size, used: found.mtimeMs });
  }
  return files;
}
