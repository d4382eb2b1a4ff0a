/** Empty folders for tests, which are gone when the test file has ended. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';

const parent = await mkdtemp(path.join(tmpdir(), 'gradbook-test-'));
after(() => rm(parent, { recursive: true, force: true }));

let count = 0;

export async function newFolder(): Promise<string> {
  const folder = path.join(parent, String(count++));
  await mkdir(folder);
  return folder;
}
