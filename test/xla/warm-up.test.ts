/** What a matrix product needs before the first can run, prepared as soon as the plugin has started. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newFolder } from '../new-folder.js';

const child = fileURLToPath(new URL('warm-up-child.js', import.meta.url));

test('code for matrix products is written before any program runs, in a first process and in a second', async () => {
  const folder = await newFolder();
  for (const name of ['first', 'second']) {
    const cwd = path.join(folder, name);
    mkdirSync(cwd);
    const { stdout, stderr } = spawnSync(process.execPath, [child], {
      cwd,
      env: {
        ...process.env,
        GRADBOOK_CACHE: path.join(folder, 'programs'),
        ONEDNN_JIT_DUMP: '1',
      },
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.deepEqual({ name, stdout, stderr }, { name, stdout: '0\n', stderr: '' });
  }
});
