/** Reports as files, made by the real nbconvert. What a browser shows of them: test/browser. */
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { before, test } from 'node:test';
import { line } from '../../src/plots/index.js';
import { ReportError, writeReport } from '../../src/report/index.js';
import { newFolder } from '../new-folder.js';
import { notebookPython } from './notebook-python.js';
import { code, markdown, notebook, plotlyOutput, printed, shown } from './notebooks.js';

const folder = await newFolder();
let python: string;
before(async () => {
  python = await notebookPython();
});

async function save(name: string, content: object | string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

test('a report has the title, the contents and plotly.js once for all its figures', async () => {
  const file = await save(
    'two.ipynb',
    notebook([
      markdown('# Train *digits*\n\nwith $\\frac{a}{b}$'),
      code('show(a)', [plotlyOutput(), shown(line([1, 2]))]),
      markdown('## Again'),
      code('show(b)', [plotlyOutput(), shown(line([3, 4])), printed('loss 0.25')]),
    ]),
  );
  const html = path.join(folder, 'reports', 'two.html');
  const report = await writeReport({ notebook: file, html, python });
  const page = await readFile(html, 'utf8');
  assert.equal(report.figures, 2);
  assert.equal(report.bytes, Buffer.byteLength(page));
  assert.equal(page.match(/const packed = /g)?.length, 1);
  assert.equal(page.match(/class="gradbook-figure"/g)?.length, 2);
  assert.match(page, /<title>Train digits<\/title>/);
  assert.match(page, /<a href="#Again">Again<\/a>/);
  assert.match(page, /\\frac\{a\}\{b\}/);
  assert.match(page, /loss 0\.25/);
  assert.doesNotMatch(page, /vnd\.plotly/);
});

test('a report names no script, style or picture of the network', async () => {
  const file = await save('net.ipynb', notebook([markdown('$x$'), code('1')], { widgets: {} }));
  const html = path.join(folder, 'net.html');
  await writeReport({ notebook: file, html, python });
  const page = await readFile(html, 'utf8');
  assert.doesNotMatch(page, /(src|href)="?(https?:)?\/\//);
  assert.match(page, /default-src 'none'[^>]*http-equiv="Content-Security-Policy"/);
});

test('a notebook without outputs becomes a page without plotly.js', async () => {
  const file = await save('empty.ipynb', notebook([code('const a = 1;')]));
  const html = path.join(folder, 'empty.html');
  const { figures, bytes } = await writeReport({ notebook: file, html, python });
  assert.equal(figures, 0);
  assert.ok(bytes < 1_000_000);
  assert.match(await readFile(html, 'utf8'), /<title>empty<\/title>/);
});

test('a notebook without cells becomes a page', async () => {
  const file = await save('none.ipynb', notebook([]));
  const html = path.join(folder, 'none.html');
  assert.ok((await writeReport({ notebook: file, html, python })).bytes > 0);
});

const bad: [string, string | object | undefined, RegExp][] = [
  ['a missing notebook', undefined, /does not exist/],
  ['text', 'not a notebook', /it is not JSON/],
  ['a notebook of format 3', { nbformat: 3, metadata: {}, worksheets: [] }, /format 4/],
  ['cells that are no cells', { nbformat: 4, metadata: {}, cells: [3] }, /format 4/],
];
for (const [what, content, message] of bad) {
  test(`${what} gives a ReportError and leaves an earlier report as it was`, async () => {
    const file = path.join(folder, 'bad.ipynb');
    if (content === undefined) await rm(file, { force: true });
    else await save('bad.ipynb', content);
    const html = await save('bad.html', 'earlier');
    await assert.rejects(writeReport({ notebook: file, html, python }), (error) => {
      assert.ok(error instanceof ReportError);
      assert.equal(error.kind, 'notebook');
      assert.match(error.message, message);
      return true;
    });
    assert.equal(await readFile(html, 'utf8'), 'earlier');
  });
}

test('a Python that is missing, or has no nbconvert, is named with what to do', async () => {
  const file = await save('ok.ipynb', notebook([]));
  const html = path.join(folder, 'never.html');
  await assert.rejects(
    writeReport({ notebook: file, html, python: path.join(folder, 'no-python') }),
    (error) => error instanceof ReportError && /can't be started/.test(error.message),
  );
  const bare = await save(
    'bare-python',
    '#!/bin/sh\necho "No module named nbconvert" >&2; exit 1\n',
  );
  await chmod(bare, 0o755);
  await assert.rejects(
    writeReport({ notebook: file, html, python: bare }),
    (error) => error instanceof ReportError && /-m pip install nbconvert/.test(error.message),
  );
  assert.ok(!(await readdir(folder)).some((name) => name.startsWith('never.html')));
});

test('a place that can not be written is named, and nothing half-written stays', async () => {
  const file = await save('ok2.ipynb', notebook([]));
  const html = path.join(file, 'inside-a-file.html');
  await assert.rejects(
    writeReport({ notebook: file, html, python }),
    (error) => error instanceof ReportError && error.kind === 'write',
  );
});
