/** `gradbook run`: a real notebook through the real kernel, from the command line. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { setUp } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { code, markdown, notebook, printed } from '../report/notebooks.js';
import { gradbook } from './gradbook.js';

const folder = await newFolder();
let env: NodeJS.ProcessEnv;
before(async () => {
  env = { VIRTUAL_ENV: (await setUp({ report: () => {} })).folder };
});

/** Cells that begin with `# ` are text. */
function writeNotebook(name: string, cells: readonly string[]): void {
  const made = cells.map((source) => (source.startsWith('# ') ? markdown(source) : code(source)));
  writeFileSync(path.join(folder, name), JSON.stringify(notebook(made)));
}

test('it prints what cells print under their sections, and writes notebook and report', async () => {
  writeNotebook('fine.ipynb', [
    '# Count',
    'const n: number = 6;\nconsole.log("six times");',
    'for (const k of [7]) console.log(n * k, "\\ndone");',
    '# Say',
    'process.stdout.write("no newline"); n;',
  ]);
  const options = ['-o', 'deep/out.ipynb', '--html', 'deep/out.html'];
  const { status, output, complaints } = await gradbook(['run', 'fine.ipynb', ...options], {
    cwd: folder,
    env,
  });
  assert.equal(status, 0, complaints);
  assert.equal(
    output.replace(/[\d.]+ (s\)|MB)/g, '0 $1'),
    [
      'Cell 1 of 3: Count',
      '  six times',
      'Cell 2 of 3: Count',
      '  42 ',
      '  done',
      '  (Count: 0 s)',
      'Cell 3 of 3: Say',
      '  no newline',
      '  (Say: 0 s)',
      'Report: deep/out.html (0 MB, 0 figures)',
      '',
    ].join('\n'),
  );
  assert.match(readFileSync(path.join(folder, 'deep', 'out.html'), 'utf8'), /six times/);
  const executed: { cells: { outputs?: { text?: string | string[] }[] }[] } = JSON.parse(
    readFileSync(path.join(folder, 'deep', 'out.ipynb'), 'utf8'),
  );
  assert.deepEqual(executed.cells[1].outputs?.[0].text, ['six times\n']);
});

test('a cell that fails is told by number, name and message, and the outputs so far are kept', async () => {
  writeNotebook('fails.ipynb', [
    'console.log("before");',
    'function dig(): never { throw new RangeError("too deep"); }\ndig();',
    'console.log("never");',
  ]);
  const { status, output, complaints } = await gradbook(
    ['run', 'fails.ipynb', '--output', 'failed.ipynb'],
    { cwd: folder, env },
  );
  assert.equal(status, 1);
  assert.match(output, /before/);
  assert.doesNotMatch(output, /never/);
  assert.match(complaints, /at dig/, 'the traceback');
  assert.match(complaints, /gradbook: Cell 2 of fails\.ipynb failed: RangeError: too deep\n$/);
  const kept = readFileSync(path.join(folder, 'failed.ipynb'), 'utf8');
  assert.match(kept, /too deep/);
});

test('what is no notebook, and one that is not there, are told in a line', async () => {
  writeFileSync(path.join(folder, 'text.ipynb'), 'hello');
  for (const [file, why] of [
    ['text.ipynb', /text\.ipynb can't be read as a notebook: .*\n$/],
    ['gone.ipynb', /^gradbook: gone\.ipynb does not exist\.\n$/],
  ] as const) {
    const { status, complaints } = await gradbook(['run', file], { cwd: folder, env });
    assert.equal(status, 1);
    assert.match(complaints, /^gradbook: [^\n]*\n$/);
    assert.match(complaints, why);
  }
});

test('doctor finds all in order with the set-up, and says what is missing without', async () => {
  const fine = await gradbook(['doctor'], { cwd: folder, env });
  assert.equal(fine.status, 0, fine.output);
  for (const what of ['Node', 'plugin', 'GPU', 'Jupyter', 'kernelspec', 'device', 'data']) {
    assert.match(fine.output, new RegExp(`^ok +${what} `, 'm'));
  }
  const bare = path.join(folder, 'bare');
  mkdirSync(bare);
  const { status, output } = await gradbook(['doctor'], {
    cwd: bare,
    env: { XDG_CACHE_HOME: bare, GRADBOOK_PJRT_PLUGIN: '' },
  });
  assert.equal(status, 1);
  assert.match(output, /^todo +plugin .*\n.*npx gradbook engine install cpu$/m);
  assert.equal(existsSync(path.join(bare, 'gradbook')), false, 'looking changes nothing');
});

test('parameters are typed, set behind the cell that declares them, and unknown ones are told', async () => {
  writeNotebook('tune.ipynb', [
    'let rate: number = 0.1;\nlet sizes = [1];\nlet name = "a";',
    'console.log(rate * 2, sizes, name);',
  ]);
  const file = path.join(folder, 'tune.ipynb');
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  notebook.cells[0].metadata.tags = ['parameters'];
  notebook.cells[1].metadata.tags = ['show'];
  writeFileSync(file, JSON.stringify(notebook));
  writeFileSync(path.join(folder, 'given.yaml'), 'rate: 7\nsizes: [2, 3]\n');
  const given = ['-f', 'given.yaml', '-p', 'rate', '-0.5', '-r', 'name', '5', '-p', 'nme', 'true'];
  const { status, output, complaints } = await gradbook(['run', 'tune.ipynb', ...given], {
    cwd: folder,
    env,
  });
  assert.equal(status, 0, complaints);
  assert.match(output, /Warning: The parameter 'nme' is unknown: .* rate, sizes, name\.\n/);
  assert.match(output, /^ {2}-1 \[ 2, 3 \] 5$/m);
  const from = ['--start-from', 'show', '-p', 'rate', '4'];
  const later = await gradbook(['run', 'tune.ipynb', ...from], { cwd: folder, env });
  assert.match(later.output, /^ {2}8 \[ 1 \] a$/m, 'cells of parameters always run');
  const wrong = await gradbook(['run', 'tune.ipynb', '-p', 'class', '1'], { cwd: folder, env });
  assert.equal(wrong.status, 1);
  assert.match(wrong.complaints, /'class' can't be a parameter: it is no name of TypeScript/);
});

test('parameters have names of any script; those among several in a line are known', async () => {
  writeNotebook('names.ipynb', [
    'let größe = 1, 名 = "a // b"; // a comment',
    'console.log(größe, 名);',
  ]);
  const file = path.join(folder, 'names.ipynb');
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  notebook.cells[0].metadata.tags = ['parameters'];
  writeFileSync(file, JSON.stringify(notebook));
  const given = ['-p', 'größe', '5', '-p', '名', 'b'];
  const { output, complaints } = await gradbook(['run', 'names.ipynb', ...given], {
    cwd: folder,
    env,
  });
  assert.match(output, /^ {2}5 b$/m, complaints);
  assert.doesNotMatch(output, /Warning/);
  const wrong = await gradbook(['run', 'names.ipynb', '-p', 'undefined', '1'], {
    cwd: folder,
    env,
  });
  assert.match(wrong.complaints, /'undefined' can't be a parameter/);
});

test('a notebook in another language is told by its language', async () => {
  writeNotebook('python.ipynb', ['import math']);
  const file = path.join(folder, 'python.ipynb');
  const notebook = JSON.parse(readFileSync(file, 'utf8'));
  notebook.metadata.kernelspec = { name: 'python3', display_name: 'x', language: 'python' };
  writeFileSync(file, JSON.stringify(notebook));
  const { status, complaints } = await gradbook(['run', 'python.ipynb'], { cwd: folder, env });
  assert.equal(status, 1);
  assert.match(complaints, /python\.ipynb is a notebook in python, for the kernel 'python3'/);
});

test('a report is written also of a notebook that failed, and shows the failure', async () => {
  writeNotebook('fails.ipynb', ['throw new RangeError("too deep")', 'console.log("after")']);
  const run = ['run', 'fails.ipynb', '--html', 'failed.html'];
  const { status, output } = await gradbook(run, { cwd: folder, env });
  assert.equal(status, 1);
  assert.match(output, /Report: failed\.html/);
  assert.match(readFileSync(path.join(folder, 'failed.html'), 'utf8'), /too deep/);
  const allowed = await gradbook(['run', 'fails.ipynb', '--allow-errors'], { cwd: folder, env });
  assert.equal(allowed.status, 0);
  assert.match(allowed.output, /after\n[\s\S]*Warning: 1 cell\(s\) failed, as was allowed: 1\./);
});

test('a cell that takes longer than --timeout fails', async () => {
  writeNotebook('slow.ipynb', ['console.log("begun");\nawait new Promise(() => {});']);
  const run = ['run', 'slow.ipynb', '--timeout', '2', '-o', 'slow-out.ipynb'];
  const { status, complaints } = await gradbook(run, { cwd: folder, env });
  assert.equal(status, 1);
  assert.match(complaints, /Cell 1 of slow\.ipynb failed: TimeoutError: .* longer than 2 s/);
  assert.match(readFileSync(path.join(folder, 'slow-out.ipynb'), 'utf8'), /begun/);
});

test('with --allow-errors, a cell that takes longer is interrupted, and the next one runs', async () => {
  writeNotebook('slow.ipynb', ['await new Promise(() => {});', 'console.log("after")']);
  const run = ['run', 'slow.ipynb', '--timeout', '2.5', '--allow-errors', '-o', 'allowed.ipynb'];
  const { status, output, complaints } = await gradbook(run, { cwd: folder, env });
  assert.equal(status, 0, complaints);
  assert.match(output, /after\n[\s\S]*Warning: 1 cell\(s\) failed, as was allowed: 1\./);
  const executed = readFileSync(path.join(folder, 'allowed.ipynb'), 'utf8');
  assert.match(executed, /TimeoutError: The cell took longer than 2\.5 s/);
});

test('a signal interrupts the running cell, ends the run, and what was executed is kept', async () => {
  writeNotebook('waits.ipynb', ['console.log("begun");\nawait new Promise(() => {});', '1 + 1']);
  for (const options of [[], ['--allow-errors']]) {
    const run = ['run', 'waits.ipynb', '-o', 'stopped.ipynb', ...options];
    const { status, complaints } = await gradbook(run, {
      cwd: folder,
      env,
      onOutput: (text, child) => text.includes('begun') && child.kill('SIGINT'),
    });
    assert.equal(status, 1);
    assert.match(complaints, /Cell 1 of waits\.ipynb failed: Interrupted: /);
    const stopped = readFileSync(path.join(folder, 'stopped.ipynb'), 'utf8');
    assert.match(stopped, /begun/);
    assert.doesNotMatch(stopped, /"text\/plain": \[\s*"2"/);
  }
});

test('a reader that goes away stops no run', async () => {
  writeNotebook('prints.ipynb', ['console.log("first")', 'console.log("second")']);
  const run = ['run', 'prints.ipynb', '-o', 'printed.ipynb'];
  const { status, complaints } = await gradbook(run, {
    cwd: folder,
    env,
    onOutput: (_text, child) => child.stdout.destroy(),
  });
  assert.deepEqual([status, complaints], [0, '']);
  assert.match(readFileSync(path.join(folder, 'printed.ipynb'), 'utf8'), /second\\n/);
});

test('report writes the page of a notebook as it is, beside it or where it is told to, and runs nothing', async () => {
  const saved = notebook([code('console.log("never")', [printed('from an earlier run')])]);
  writeFileSync(path.join(folder, 'saved.ipynb'), JSON.stringify(saved));
  for (const [options, html] of [
    [[], 'saved.html'],
    [['--html', 'deeper/page.html'], 'deeper/page.html'],
  ] as const) {
    const report = ['report', 'saved.ipynb', ...options];
    const { status, output, complaints } = await gradbook(report, { cwd: folder, env });
    assert.equal(status, 0, complaints);
    assert.equal(output.replace(/[\d.]+ MB/, '0 MB'), `Report: ${html} (0 MB, 0 figures)\n`);
    assert.match(readFileSync(path.join(folder, html), 'utf8'), /from an earlier run/);
  }
  for (const [args, status, why] of [
    [['none.ipynb'], 1, /^gradbook: No report: none\.ipynb does not exist\.\n$/],
    [['saved.ipynb', '--html', 'deeper'], 2, /--html takes a file, and deeper is a folder/],
  ] as const) {
    const ended = await gradbook(['report', ...args], { cwd: folder, env });
    assert.equal(ended.status, status);
    assert.match(ended.complaints, why);
  }
});

test('a file that cannot be written is told before anything runs', async () => {
  writeNotebook('runs.ipynb', ['require("node:fs").writeFileSync("has-run", "")']);
  mkdirSync(path.join(folder, 'results'));
  writeFileSync(path.join(folder, 'file'), '');
  for (const [options, why] of [
    [
      ['-o', 'results'],
      /--output takes a file, and results is a folder\. .*results\/executed\.ipynb/,
    ],
    [['-o', 'gone/'], /--output takes a file, and gone\/ is a folder/],
    [['--html', 'results'], /--html takes a file, .*results\/report\.html/],
    [['-o', 'file/out.ipynb'], /file\/out\.ipynb can't be written: .*\/file is no folder/],
  ] as const) {
    const run = ['run', 'runs.ipynb', ...options];
    const { status, complaints } = await gradbook(run, { cwd: folder, env });
    assert.equal(status, 2);
    assert.match(complaints, why);
  }
  assert.ok(!existsSync(path.join(folder, 'has-run')));
});
