/**
 * JupyterLab's debugger as a person uses it: a breakpoint by a click, the paused line, variables,
 * steps, going on, and pausing a cell that hangs. Screenshots are kept in reports/screenshots.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator } from 'playwright-core';
import { notebookPython } from '../report/notebook-python.js';
import { launchChromium } from './chromium.js';
import { type Lab, startLab } from './jupyter.js';
import { NotebookPage, until } from './notebook-page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots/', import.meta.url));

const CELLS = [
  [
    'interface Order { price: number; count: number }',
    'function total({ price, count }: Order): number {',
    '  const sum = price * count;',
    '  return sum;',
    '}',
    'const first = total({ price: 7, count: 3 });',
    'console.log(first);',
  ].join('\n'),
  'let turns = 0;\nwhile (true) {\n  turns += 1;\n}',
];

let folder: string;
let browser: Browser;
let lab: Lab;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-debug-'));
  await mkdir(path.join(folder, 'root'));
  await mkdir(SCREENSHOTS, { recursive: true });
  const cells = CELLS.map((source, i) => ({
    ...{ cell_type: 'code', id: `cell-${i}`, source, metadata: {} },
    ...{ outputs: [], execution_count: null },
  }));
  const kernelspec = {
    name: 'gradbook',
    display_name: 'TypeScript (Gradbook)',
    language: 'typescript',
  };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  await writeFile(path.join(folder, 'root', 'debug.ipynb'), JSON.stringify(notebook));
  browser = await launchChromium();
  lab = await startLab(await notebookPython(), path.join(folder, 'root'), folder);
});

after(async () => {
  await lab?.stop();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test('a breakpoint that is clicked stops the cell; it is looked at, stepped through and let go; a hanging cell is paused', async () => {
  const page = await browser.newPage({ viewport: { width: 1500, height: 1000 } });
  const book = await NotebookPage.open(page, lab.url('debug.ipynb'));
  const cell = (index: number) => book.codeCells.nth(index);
  const paused = (index: number) => cell(index).locator('.jp-DebuggerEditor-highlight');
  const button = (item: 'continue' | 'step-over') =>
    page.locator(`[aria-label="Callstack panel toolbar"] [data-jp-item-name="${item}"]`).first();
  const textOf = async (locator: Locator) => ((await locator.textContent()) ?? '').trim();
  const run = async (index: number) => {
    await cell(index).locator('.jp-InputArea-editor').click();
    await page.keyboard.press('Control+Enter');
  };

  await cell(0).locator('.jp-InputArea-editor').click();
  const gutter = cell(0).locator('.cm-breakpoint-gutter').first();
  // While the page still lays itself out, a click may be lost; a person clicks again.
  await until(async () => {
    await page.locator('.jp-DebuggerBugButton').first().click();
    return gutter.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
  });
  const line = cell(0).locator('.cm-breakpoint-gutter .cm-gutterElement:visible').nth(2);
  await line.click();
  await until(async () => (await page.locator('.jp-DebuggerBreakpoint').count()) === 1);

  await run(0);
  await paused(0).waitFor();
  assert.equal(await textOf(paused(0)), 'const sum = price * count;');
  const frames = page.locator('.jp-DebuggerCallstackFrame');
  await until(async () => (await frames.count()) === 2);
  assert.match(await textOf(frames.first()), /total.*Cell \[\*\]:3/s);
  const names = page.locator('.jp-DebuggerVariables-name');
  const variable = async (name: string) =>
    textOf(page.locator('.jp-TreeItem', { has: page.getByText(name, { exact: true }) }).first());
  await until(async () => (await names.allTextContents()).includes('price'));
  assert.match(await variable('price'), /7/);
  await page.screenshot({ path: path.join(SCREENSHOTS, 'debugger-paused.png') });

  await button('step-over').click();
  await until(async () => (await textOf(paused(0))) === 'return sum;');
  await until(async () => /21/.test(await variable('Return value')));
  await button('continue').click();
  await cell(0).getByText('21', { exact: true }).waitFor();
  assert.equal(await paused(0).count(), 0);

  await run(1);
  await until(async () => (await textOf(cell(1).locator('.jp-InputArea-prompt'))) === '[*]:');
  await button('continue').click();
  await paused(1).waitFor();
  await until(async () => (await names.allTextContents()).includes('turns'));
  await page.screenshot({ path: path.join(SCREENSHOTS, 'debugger-hanging.png') });
  await page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
  await cell(1).getByText('Interrupted').first().waitFor();
  await page.close();
});
