/**
 * Jupyter's other clients, for real: papermill, nbconvert, `jupyter run` and the console, with the
 * kernel as `gradbook install` registers it in an environment of the test's.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { setUp } from '../../src/setup/index.js';
import { gradbook, root } from './gradbook.js';

const execute = promisify(execFile);

let folder: string;
let packages: string;
before(async () => {
  const { python } = await setUp({ report: () => {} });
  folder = mkdtempSync(path.join(tmpdir(), 'gradbook-clients-'));
  const environment = path.join(folder, 'environment');
  await execute(python, ['-m', 'venv', '--without-pip', environment]);
  const [version = ''] = readdirSync(path.join(environment, 'lib'));
  packages = path.join(environment, 'lib', version, 'site-packages');
  // What the notebooks need is there already; only the clients are added.
  const sitePackages = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const { stdout } = await execute(python, ['-c', sitePackages]);
  writeFileSync(path.join(packages, 'jupyter.pth'), stdout);
  const lock = path.join(root, 'test', 'clients', 'requirements.lock');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
  await execute(python, [...pip, '--require-hashes', '--target', packages, '-r', lock]);
  const { status, output } = await gradbook(['install', '--prefix', environment]);
  assert.equal(status, 0);
  assert.match(output, /papermill can write TypeScript parameters, by /);
});
after(() => rmSync(folder, { recursive: true }));

const program = async (args: readonly string[], input = '') => {
  const python = path.join(folder, 'environment', 'bin', 'python');
  const running = execute(python, args, { cwd: folder });
  running.child.stdin?.end(input);
  const { stdout, stderr } = await running;
  return stdout + stderr;
};

function writeNotebook(name: string, cells: readonly (readonly [code: string, tag?: string])[]) {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: 'gradbook', display_name: 'x', language: 'typescript' } },
    cells: cells.map(([source, tag], i) => ({
      id: `cell-${i}`,
      cell_type: 'code',
      metadata: { tags: tag ? [tag] : [] },
      execution_count: null,
      outputs: [],
      source,
    })),
  };
  writeFileSync(path.join(folder, name), JSON.stringify(notebook));
}

test('papermill sets parameters in TypeScript, and finds out what a notebook declares', async () => {
  writeNotebook('tune.ipynb', [
    ['const rate: number = 0.1; // how fast\nlet name = "a";', 'parameters'],
    ['console.log(rate * 2, name);'],
  ]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a parameter's text must come through as it is
  const options = ['-p', 'rate', '0.5', '-p', 'name', 'say "hi"\n${x}'];
  await program(['-m', 'papermill', '--no-progress-bar', 'tune.ipynb', 'out.ipynb', ...options]);
  const executed = readFileSync(path.join(folder, 'out.ipynb'), 'utf8');
  assert.match(executed, /let rate = 0\.5;/);
  assert.match(executed, /"1 say \\"hi\\"\\n",\s+"\$\{x\}\\n"/);
  const help = await program(['-m', 'papermill', '--help-notebook', 'tune.ipynb']);
  assert.match(help, /rate: number \(default 0\.1\) +how fast/);
});

test('nbconvert executes notebooks, with times of the cells that are in order', async () => {
  writeNotebook('timed.ipynb', [['await new Promise((r) => setTimeout(r, 20)); 6 * 7']]);
  const run = ['-m', 'nbconvert', '--to', 'notebook', '--execute', '--output', 'timed-out.ipynb'];
  const began = Date.now();
  await program([...run, 'timed.ipynb']);
  const text = readFileSync(path.join(folder, 'timed-out.ipynb'), 'utf8');
  const [cell] = JSON.parse(text).cells;
  assert.deepEqual(cell.outputs[0].data, { 'text/plain': ['42'] });
  const {
    'iopub.status.busy': busy,
    'iopub.execute_input': input,
    'iopub.status.idle': idle,
  } = cell.metadata.execution;
  const times = [began, ...[busy, input, idle].map(Date.parse), Date.now()];
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('jupyter run executes a script', async () => {
  writeFileSync(path.join(folder, 'script.ts'), 'const n: number = 6;\nconsole.log(n * 7);\n');
  assert.match(
    await program(['-m', 'jupyter_client.runapp', '--kernel', 'gradbook', 'script.ts']),
    /^42$/m,
  );
});

test('jupyter console shows what cells give', async () => {
  const options = ['--kernel', 'gradbook', '--simple-prompt'];
  const shown = await program(['-m', 'jupyter_console', ...options], '6 * 7\nexit\n');
  assert.match(shown, /Out\[1\]: 42/);
});

test('uninstall takes the translator away again', async () => {
  assert.ok(existsSync(path.join(packages, 'gradbook_papermill.py')));
  await gradbook(['uninstall', '--prefix', path.join(folder, 'environment')]);
  assert.deepEqual(
    readdirSync(packages).filter((name) => name.startsWith('gradbook')),
    [],
  );
});
