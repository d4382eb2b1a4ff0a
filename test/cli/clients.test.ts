/**
 * Jupyter's other clients, for real: papermill, nbconvert, nbclient, `jupyter run` and the console, with the
 * kernel as `gradbook install` registers it in an environment of the test's.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { type ClientEnvironment, makeClientEnvironment } from '../clients/environment.js';
import { newFolder } from '../new-folder.js';
import { code, notebook } from '../report/notebooks.js';
import { gradbook } from './gradbook.js';

const execute = promisify(execFile);

const folder = await newFolder();
let clients: ClientEnvironment;
before(async () => {
  clients = await makeClientEnvironment(path.join(folder, 'environment'));
  const { status, output } = await gradbook([
    'install',
    '--prefix',
    path.join(folder, 'environment'),
  ]);
  assert.equal(status, 0);
  assert.match(output, /papermill can write TypeScript parameters, by /);
});

const program = async (args: readonly string[], input = '') => {
  const env = { ...process.env, ...clients.env, GRADBOOK_HISTORY: 'off' };
  const running = execute(clients.python, args, { cwd: folder, env });
  running.child.stdin?.end(input);
  const { stdout, stderr } = await running;
  return stdout + stderr;
};

function writeNotebook(name: string, cells: readonly (readonly [code: string, tag?: string])[]) {
  const made = cells.map(([source, tag]) => ({
    ...code(source),
    metadata: { tags: tag ? [tag] : [] },
  }));
  writeFileSync(path.join(folder, name), JSON.stringify(notebook(made)));
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
    'shell.execute_reply': reply,
  } = cell.metadata.execution;
  const times = [began, ...[busy, input, reply].map(Date.parse), Date.now()];
  assert.ok(Date.parse(idle) >= Date.parse(input));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('nbclient executes a notebook, fails where a cell does, and interrupts one that takes too long', async () => {
  const script = `
import nbformat, nbclient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
def run(*cells, **options):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(notebook, kernel_name="gradbook", **options)
    try:
        client.execute()
        print("done", notebook.cells[-1].outputs[-1])
    except CellExecutionError as error:
        print("failed", error.ename, error.evalue)
    print(notebook.metadata.language_info.name, notebook.metadata.language_info.file_extension)
run("const n: number = 20;", "n + 1")
run("(require('fs').statSync(process.argv[2]).mode & 0o777).toString(8)")
run("throw new TypeError('boom')", "1")
run("while (true) {}", "'still here'", timeout=2, interrupt_on_timeout=True, allow_errors=True)
`;
  const printed = await program(['-c', script]);
  assert.match(printed, /done .*'text\/plain': '21'/);
  assert.match(printed, /done .*'600'/, 'the connection file is for the user alone');
  assert.match(printed, /^typescript \.ts$/m);
  assert.match(printed, /failed TypeError boom/);
  assert.match(printed, /done .*still here/);
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
  assert.ok(existsSync(path.join(clients.sitePackages, 'gradbook_papermill.py')));
  await gradbook(['uninstall', '--prefix', path.join(folder, 'environment')]);
  assert.deepEqual(
    readdirSync(clients.sitePackages).filter((name) => name.startsWith('gradbook')),
    [],
  );
});
