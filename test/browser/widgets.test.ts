/** Widgets in JupyterLab, as a person uses them: moved, clicked, loaded again. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Locator, Page } from 'playwright-core';
import { notebookPython } from '../report/notebook-python.js';
import { launchChromium } from './chromium.js';
import { type CELLS, cellNumber, widgetsNotebook } from './fixtures/widgets-notebook.js';
import { type Lab, startLab } from './jupyter.js';
import { curveOf, NotebookPage, plotsIn, until } from './notebook-page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots/', import.meta.url));
const FILE = 'widgets.ipynb';

let folder: string;
let browser: Browser;
let lab: Lab;
let page: Page;
let book: NotebookPage;
/** What the page has sent to the kernel. */
const sent: string[] = [];

const cell = (name: keyof typeof CELLS): Locator => book.codeCells.nth(cellNumber(name));
const run = async (name: keyof typeof CELLS): Promise<void> => {
  await book.run(cellNumber(name));
  assert.equal(await book.error(cellNumber(name)), undefined, name);
};

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-widgets-'));
  await mkdir(path.join(folder, 'root'));
  await mkdir(SCREENSHOTS, { recursive: true });
  await writeFile(path.join(folder, 'root', FILE), JSON.stringify(widgetsNotebook()));
  browser = await launchChromium();
  lab = await startLab(await notebookPython(), path.join(folder, 'root'), folder);
  page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(payload.toString()));
  });
  book = await NotebookPage.open(page, lab.url(FILE));
  await run('imports');
});

after(async () => {
  await browser?.close();
  await lab?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('a slider that a person moves changes a plot', async () => {
  await run('interact');
  const plot = cell('interact');
  await until(async () => (await curveOf(plot)) !== '');
  const before = await curveOf(plot);
  const handle = plot.locator('.noUi-handle').first();
  assert.equal(await plot.locator('.widget-readout').first().textContent(), '5');
  await handle.press('ArrowRight');
  await until(async () => (await plot.locator('.gtitle').textContent()) === 'sin 6');
  assert.notEqual(await curveOf(plot), before);
  assert.equal(await plotsIn(plot).count(), 1);
  await plot.locator('select').selectOption('cos');
  await until(async () => (await plot.locator('.gtitle').textContent()) === 'cos 6');
  for (let i = 0; i < 10; i++) await handle.press('ArrowLeft');
  await until(async () => (await plot.locator('.gtitle').textContent()) === 'cos 1');
  await page.screenshot({ path: path.join(SCREENSHOTS, 'widgets-interact.png') });
});

test('an anywidget draws its state, and sends bytes and messages both ways', async () => {
  await run('pixels');
  const sum = cell('pixels').locator('.pixels output');
  await until(async () => (await sum.textContent()) === 'light: 6');
  await until(async () => (await sum.boundingBox())?.width === 321);
  await cell('pixels').getByRole('button', { name: 'Brighten' }).click();
  await until(async () => (await sum.textContent()) === 'light: 36');
  const view = cell('pixels').locator('.pixels');
  await until(async () => (await view.getAttribute('data-said')) === 'thanks 42');
  await run('read');
  const read = await cell('read').locator('.jp-OutputArea-output').textContent();
  assert.equal(read?.trim(), '11,12,13; {"brightened":true} 1,2,3');
  await run('write');
  await until(async () => (await sum.textContent()) === 'dark: 200');
});

test('every control is drawn, and a file that a person chooses comes as bytes', async () => {
  await run('gallery');
  const box = cell('gallery').locator('.widget-vbox').first();
  const count = Number(await cell('gallery').locator('pre').first().textContent());
  await until(async () => (await box.locator('> *').count()) === count);
  assert.equal(await cell('gallery').locator('.jupyter-widgets-error-widget').count(), 0);
  for (const text of ['bold', 'on a page', 'folded', 'stacked', 'saved']) {
    await box.getByText(text, { exact: true }).waitFor();
  }
  await until(async () => (await box.locator('img').boundingBox())?.width === 20);
  const label = box.locator('.widget-label', { hasText: 'a red label' });
  await until(async () => /color: red/.test((await label.getAttribute('style')) ?? ''));
  const bytes = Buffer.from('some bytes');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    box.getByRole('button', { name: 'Upload' }).click(),
  ]);
  await chooser.setFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: bytes });
  await until(async () => (await box.getByText('(1)').count()) > 0);
  await run('uploaded');
  const read = await cell('uploaded').locator('.jp-OutputArea-output').textContent();
  assert.equal(read?.trim(), 'a.txt some bytes');
  await cell('gallery').screenshot({ path: path.join(SCREENSHOTS, 'widgets-gallery.png') });
});

test('a button is clicked while its cell awaits, and its output takes what the handler prints', async () => {
  const running = book.run(cellNumber('waiting'));
  const waiting = cell('waiting');
  await waiting.locator('.widget-label', { hasText: 'waiting' }).waitFor();
  await waiting.locator('button.jupyter-button').click();
  await running;
  await waiting.locator('.widget-label', { hasText: 'went on' }).waitFor();
  const output = waiting.locator('.jupyter-widgets-output-area, .widget-output');
  await until(async () => (await output.first().textContent())?.trim() === 'printed in the output');
  const clicks = sent.filter((message) => /"comm_msg".*"event":"click"/s.test(message));
  assert.equal(clicks.length, 1);
  assert.match(clicks[0] ?? '', /"subshell_id":"[\w-]{36}"/, 'JupyterLab sends it over a subshell');
});

test('a page that is loaded again shows the widgets as they were, and they live', async () => {
  await book.save();
  book = await NotebookPage.open(page, lab.url(FILE));
  const sum = cell('pixels').locator('.pixels output');
  await until(async () => (await sum.textContent()) === 'dark: 200');
  await cell('pixels').getByRole('button', { name: 'Brighten' }).click();
  await until(async () => (await sum.textContent()) === 'dark: 220');
  const plot = cell('interact');
  await until(async () => (await plot.locator('.gtitle').textContent()) === 'cos 1');
  await plot.locator('.noUi-handle').first().press('ArrowRight');
  await until(async () => (await plot.locator('.gtitle').textContent()) === 'cos 2');
});
