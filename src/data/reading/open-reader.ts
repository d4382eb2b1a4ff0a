/** Opens the reader that a dataset names, in whatever thread. */
import type { OpenReader, Reading, ThreadReader } from './reader.js';

export async function openReader({ module, data }: Reading): Promise<ThreadReader> {
  const { open } = (await import(module)) as { open: OpenReader };
  return open(data as never);
}
