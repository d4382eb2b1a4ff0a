/** `gradbook install` and `uninstall`: where Jupyter looks, whole, and never another program's kernel. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { kernelspecFolder, setUp, userDataFolder } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { gradbook, root } from './gradbook.js';

const folder = await newFolder();

const kernels = (prefix: string) => path.join(prefix, 'share', 'jupyter', 'kernels');
const readSpec = (at: string): Record<string, unknown> =>
  JSON.parse(readFileSync(path.join(at, 'kernel.json'), 'utf8'));

test('--prefix, --name and --display-name say where and as what', async () => {
  const options = ['--prefix', folder, '--name', 'TS.one'];
  const { status, output } = await gradbook(['install', ...options, '--display-name', 'My TS']);
  const at = path.join(kernels(folder), 'ts.one');
  assert.equal(status, 0);
  assert.equal(output, `The kernel is registered in ${at}.\n`);
  const { display_name, language, argv } = readSpec(at);
  assert.deepEqual({ display_name, language }, { display_name: 'My TS', language: 'typescript' });
  assert.deepEqual(argv, [process.execPath, `${root}dist/kernel/main.cjs`, '{connection_file}']);
  assert.ok(existsSync(path.join(at, 'logo-svg.svg')));
  assert.equal(statSync(at).mode & 0o555, 0o555, 'others can read it');
  assert.deepEqual(readdirSync(kernels(folder)), ['ts.one'], 'and nothing else is left there');

  assert.equal((await gradbook(['install', ...options])).status, 0);
  assert.equal(
    readSpec(at).display_name,
    'TypeScript (Gradbook)',
    'a second one replaces the first',
  );

  assert.equal((await gradbook(['uninstall', ...options])).status, 0);
  assert.equal(existsSync(at), false);
  const again = await gradbook(['uninstall', ...options]);
  assert.equal(again.status, 1);
  assert.match(again.complaints, /^gradbook: there is no kernel in .*ts\.one.*\n$/);
});

test("--user, the default, is Jupyter's data folder of the user", async () => {
  const data = path.join(folder, 'data');
  assert.equal((await gradbook(['install'], { env: { JUPYTER_DATA_DIR: data } })).status, 0);
  assert.ok(existsSync(path.join(data, 'kernels', 'gradbook', 'kernel.json')));
  const home = { JUPYTER_DATA_DIR: '', XDG_DATA_HOME: path.join(folder, 'xdg') };
  assert.equal((await gradbook(['install', '--user'], { env: home })).status, 0);
  const below = process.platform === 'darwin' ? undefined : path.join(folder, 'xdg', 'jupyter');
  if (below) assert.ok(existsSync(path.join(below, 'kernels', 'gradbook', 'kernel.json')));
  assert.ok(path.isAbsolute(userDataFolder()) && userDataFolder().startsWith(homedir()));
});

test('--sys-prefix is the environment whose Jupyter is found', async () => {
  const venv = await setUp({ report: () => {} });
  const env = { VIRTUAL_ENV: venv.folder };
  const options = ['--sys-prefix', '--name', 'gradbook-test'];
  const { status, output } = await gradbook(['install', ...options], { cwd: folder, env });
  const at = path.join(kernels(venv.folder), 'gradbook-test');
  assert.equal(status, 0);
  assert.ok(output.startsWith(`The kernel is registered in ${at}.\n`), output);
  assert.equal((await gradbook(['uninstall', ...options], { cwd: folder, env })).status, 0);
  assert.equal(existsSync(at), false);
});

test('names that Jupyter refuses, or that lead out of its folder, are refused', () => {
  for (const name of ['', 'a b', 'a/b', '..', '.', '../x', 'ä']) {
    assert.throws(() => kernelspecFolder('/data', name), /can't be a kernel's name/);
  }
  assert.equal(kernelspecFolder('/data', 'Grad-Book_1.0'), '/data/kernels/grad-book_1.0');
});

test("another program's kernel is neither replaced nor removed", async () => {
  const other = path.join(kernels(folder), 'python3');
  const spec = '{"argv": ["python", "-m", "ipykernel"]}';
  mkdirSync(other, { recursive: true });
  writeFileSync(path.join(other, 'kernel.json'), spec);
  for (const command of ['install', 'uninstall']) {
    const options = ['--prefix', folder, '--name', 'python3'];
    const { status, complaints } = await gradbook([command, ...options]);
    assert.equal(status, 1);
    assert.match(complaints, /^gradbook: The kernel 'python3' in .* is another program's.*\n$/);
    assert.equal(readFileSync(path.join(other, 'kernel.json'), 'utf8'), spec);
  }
});

test('a folder that is a file is named, and what to do', async () => {
  const file = path.join(folder, 'file');
  writeFileSync(file, '');
  const { status, complaints } = await gradbook(['install', '--prefix', file]);
  assert.equal(status, 1);
  assert.match(complaints, /^gradbook: The kernel could not be registered in .*in the way.*\n$/);
});
