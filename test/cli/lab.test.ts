/** `npm run lab`: a real JupyterLab on the notebooks, with our kernel as the default, without the network. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { before, test } from 'node:test';
import { setUp } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { root } from './gradbook.js';

const folder = await newFolder();
before(async () => {
  await setUp({ report: () => {} });
});

test('JupyterLab opens on the notebooks, takes our kernel, asks for no news, and ends when told', async () => {
  const child = spawn(
    process.execPath,
    [path.join(root, 'dist/src/cli/main.js'), 'lab', '--no-browser', '--port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: path.join(folder, 'config'),
        JUPYTER_DATA_DIR: path.join(folder, 'data'),
        JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
        JUPYTERLAB_SETTINGS_DIR: path.join(folder, 'settings'),
        JUPYTERLAB_WORKSPACES_DIR: path.join(folder, 'workspaces'),
      },
    },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  try {
    const lines: string[] = [];
    let address: URL | undefined;
    for await (const line of createInterface({ input: child.stderr })) {
      lines.push(line);
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*\/lab\?token=\w+/.exec(line) ?? [];
      if (found === undefined) continue;
      address = new URL(found);
      break;
    }
    assert.ok(address, lines.join('\n'));
    child.stderr.resume();

    const token = address.searchParams.get('token');
    const get = async (what: string): Promise<unknown> => {
      const headers = { authorization: `token ${token}` };
      const response = await fetch(new URL(what, address), { headers });
      assert.equal(response.status, 200, what);
      return response.json();
    };
    const specs = (await get('/api/kernelspecs')) as { default: string; kernelspecs: object };
    assert.equal(specs.default, 'gradbook');
    assert.ok('gradbook' in specs.kernelspecs);
    const { content } = (await get('/api/contents')) as { content: { name: string }[] };
    assert.ok(content.some(({ name }) => name === 'tutorial.ipynb'));
    assert.deepEqual(await get('/lab/api/news'), { news: [] });
    assert.deepEqual(await get('/lab/api/update'), { notification: null });
  } finally {
    child.kill('SIGTERM');
  }
  await ended;
});
