/** `gradbook check`: a real notebook through the real kernel, judged for CI. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { junitXml } from '../../src/cli/junit.js';
import { setUp } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { code, notebook } from '../report/notebooks.js';
import { gradbook } from './gradbook.js';

const folder = await newFolder();
let python: string;
let env: NodeJS.ProcessEnv;
before(async () => {
  const venv = await setUp({ report: () => {} });
  python = venv.python;
  env = { VIRTUAL_ENV: venv.folder };
});

function writeNotebook(name: string, cells: readonly string[]): void {
  const made = notebook(cells.map((source) => code(source)));
  writeFileSync(path.join(folder, name), JSON.stringify(made));
}

const MODEL = `
import { check, DataLoader, device, nn, TensorDataset, tensor, type Tensor } from 'gradbook';
await device('cpu-js');
class Larger extends nn.Module {
  forward(x: Tensor) { return x; }
}
const rows = Array.from({ length: 60 }, (_, i) => [i % 3, (i + 1) % 3]);
const labels = Int32Array.from(rows, ([a, b]) => Number(b > a));
const data = new DataLoader(new TensorDataset(tensor(rows), tensor(labels)), { batchSize: 30 });
`;
const FAILING = `const report = await check(new Larger(), {
  data,
  title: 'Larger <b>',
  metrics: { accuracy: 0.9 },
  invariance: {
    turned: (x) => x.flip(1),
    broken: () => { throw new Error('no such \\u001b[31mchange'); },
  },
});
report.passed`;

/** What Python's parser, which every CI server's understands, reads of the file. */
function readXml(file: string): unknown {
  const program = `
import json, sys, xml.etree.ElementTree as tree
def read(element):
    return [element.tag, dict(element.attrib), (element.text or "").strip(), [read(child) for child in element]]
print(json.dumps(read(tree.parse(sys.argv[1]).getroot())))`;
  const printed = execFileSync(python, ['-c', program, file], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  return JSON.parse(printed.replace(/"time": "[\d.]+"/g, '"time": "0"'));
}

test('checks that passed are a table and status 0; those that failed are told with reasons, as XML too', async () => {
  writeNotebook('fine.ipynb', [
    MODEL,
    'await check(new Larger(), { data, metrics: { accuracy: 0.9 } })',
  ]);
  const fine = await gradbook(['check', 'fine.ipynb'], { cwd: folder, env });
  assert.equal(fine.status, 0, fine.complaints);
  assert.match(fine.output, /\nModel +Check +Kind .*\n─+\nLarger +accuracy +metric +passed +1 /);
  assert.match(fine.output, /\n1 of 1 checks passed\n$/);

  writeNotebook('fails.ipynb', [MODEL, FAILING]);
  const failed = await gradbook(['check', 'fails.ipynb', '--junit', 'out.xml'], {
    cwd: folder,
    env,
  });
  assert.equal(failed.status, 1);
  assert.match(
    failed.output,
    /\nLarger <b>: turned \(invariance\): found 0 % of 60 the same; wanted at least 95 %\. Others: samples/,
  );
  assert.match(failed.output, /\n1 of 3 checks passed\n$/);
  assert.equal(failed.complaints, '');

  const counts = { tests: '3', failures: '1', errors: '1', time: '0' };
  const classname = 'fails.ipynb.Larger <b>';
  const reason = /^found 0 % of 60 the same; wanted at least 95 %/;
  const xml = readXml(path.join(folder, 'out.xml')) as [string, object, string, unknown[][]];
  assert.deepEqual(xml.slice(0, 3), ['testsuites', { name: 'fails.ipynb', ...counts }, '']);
  const [[suite, attributes, , cases]] = xml[3] as [string, object, string, unknown[][]][];
  assert.deepEqual([suite, attributes], ['testsuite', { name: 'Larger <b>', ...counts }]);
  const names = ['metric: accuracy', 'invariance: turned', 'invariance: broken'];
  assert.deepEqual(
    cases.map(([tag, attributes]) => [tag, attributes]),
    names.map((name) => ['testcase', { classname, name, time: '0' }]),
  );
  const [[passed, [failure], [error]]] = [cases.map(([, , , inside]) => inside as unknown[][])];
  assert.deepEqual(passed, []);
  assert.equal(failure[0], 'failure');
  assert.match(String(failure[2]), reason);
  assert.deepEqual(error.slice(0, 3), [
    'error',
    { type: 'error', message: 'no such [31mchange' },
    'no such [31mchange',
  ]);
});

test('a notebook without checks, or with a cell that failed, is not passed; JSON says all of it', async () => {
  writeNotebook('none.ipynb', ['1 + 1']);
  const none = await gradbook(['check', 'none.ipynb'], { cwd: folder, env });
  assert.equal(none.status, 1);
  assert.match(none.complaints, /^gradbook: none\.ipynb made no checks: call check\(net, /);

  const passing = 'await check(new Larger(), { data, metrics: { accuracy: 0.9 } });';
  writeNotebook('throws.ipynb', [MODEL, passing, "throw new RangeError('too deep');"]);
  const options = ['--json', '--junit', 'throws.xml'];
  const throws = await gradbook(['check', 'throws.ipynb', ...options], { cwd: folder, env });
  assert.equal(throws.status, 1);
  assert.match(throws.complaints, /Cell 3 of 3/);
  const { notebook, passed, error, checks } = JSON.parse(throws.output);
  assert.deepEqual([notebook, passed], ['throws.ipynb', false]);
  assert.equal(error, 'Cell 3 of throws.ipynb failed: RangeError: too deep');
  assert.equal(checks[0].results[0].status, 'passed');
  const xml = JSON.stringify(readXml(path.join(folder, 'throws.xml')));
  assert.match(xml, /"tests": ?"2", ?"failures": ?"0", ?"errors": ?"1"/);
});

test('names and reasons may hold any text', () => {
  const reason = 'a "<&>\'\u0000\u001b[0m\ufffe]]>\nsecond line, ä 🙂';
  const cases = [{ name: '<&>"', seconds: 1.5, status: 'failed', reason }] as const;
  const file = path.join(folder, 'text.xml');
  writeFileSync(file, junitXml('n&n', [{ name: '<', cases }]));
  const text = JSON.stringify(readXml(file));
  assert.match(text, /"n&n\.<"/);
  assert.ok(text.includes(JSON.stringify('a "<&>\'[0m]]>\nsecond line, ä 🙂').slice(1, -1)));
});
