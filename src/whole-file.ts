/** Files that appear whole or not at all: under a name of their own first, then renamed. */
import { open, rename, rm } from 'node:fs/promises';

/** Writes a file in the place of what is there; when it fails, what was there stays. */
export async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  const part = `${path}.${process.pid}.part`;
  try {
    const file = await open(part, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
