/**
 * What JupyterLab shows a person who writes: completions, tooltips, contextual help, type errors, times and
 * usage; and Notebook 7. The notebook is one, its tests follow each other.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { type ClientEnvironment, makeClientEnvironment } from '../clients/environment.js';
import { code, notebook } from '../report/notebooks.js';
import { launchChromium } from './chromium.js';
import { type Lab, setting, startLab } from './jupyter.js';
import { NotebookPage, until } from './notebook-page.js';

const CELLS = [
  `/** How far a point is from the origin. */
function distance(x: number, y: number): number {
  return Math.hypot(x, y);
}
distance(3, 4)`,
  "distance('3', 4)",
  'distance',
  'distance(1, 2).toF',
  'while (true) {}',
];
const NOTEBOOK = notebook(CELLS.map((cell) => code(cell)));
const [DECLARES, WRONG, NAMES, COMPLETES, LOOPS] = CELLS.keys();

let folder: string;
let browser: Browser;
let clients: ClientEnvironment;
let lab: Lab;
let page: Page;
let book: NotebookPage;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-writing-'));
  await mkdir(path.join(folder, 'root'));
  await writeFile(path.join(folder, 'root', 'a.ipynb'), JSON.stringify(NOTEBOOK));
  clients = await makeClientEnvironment(path.join(folder, 'environment'));
  browser = await launchChromium();
  await setting(folder, 'completer-extension', 'manager', { showDocumentationPanel: true });
  lab = await startLab(clients.python, path.join(folder, 'root'), folder, clients);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  book = await NotebookPage.open(page, lab.url('a.ipynb'));
});

after(async () => {
  await lab?.stop();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Puts the cursor at the end of a cell, as by a click. */
async function writeIn(index: number | undefined): Promise<void> {
  const editor = book.codeCells.nth(index ?? 0).locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+End');
}

/**
 * Presses a key at the end of a cell until something shows: again where the page was not ready for it, or
 * where types took so long that the kernel answered without them.
 */
async function askIn(index: number | undefined, key: string, shown: Locator): Promise<void> {
  await until(async () => {
    await writeIn(index);
    await page.keyboard.press(key);
    return shown.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
  });
}

/** Runs a cell until its type error is there: a slow check is said under the next cell that runs. */
async function runWrong(): Promise<Locator> {
  const output = book.codeCells.nth(WRONG).locator('.jp-OutputArea');
  await until(async () => {
    await book.run(WRONG);
    return output
      .getByText('TS2345')
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
  });
  return output;
}

/** The completion by type, with its kind. */
const toFixed = () =>
  page.locator('.jp-Completer-item[data-value="toFixed"]', { hasText: 'method' });

test('a type error is shown under its cell, which runs', async () => {
  await book.run(DECLARES);
  const output = await runWrong();
  assert.match(
    await output.innerText(),
    /'string' is not assignable to parameter of type 'number'/,
  );
  assert.match(await output.innerText(), /^5$/m);
});

test('code is highlighted as TypeScript', async () => {
  const keyword = book.codeCells.nth(DECLARES).locator('.cm-line span', { hasText: /^function$/ });
  await keyword.first().waitFor();
  assert.equal(
    await page.locator('.jp-NotebookPanel .cm-content').first().getAttribute('data-language'),
    'typescript',
  );
});

test('Shift+Tab shows signature and documentation', async () => {
  const signature = 'function distance(x: number, y: number): number';
  const tooltip = page.locator('.jp-Tooltip', { hasText: signature });
  await askIn(NAMES, 'Shift+Tab', tooltip);
  assert.match(await tooltip.innerText(), /How far a point is from the origin/);
  await page.keyboard.press('Escape');
  await tooltip.waitFor({ state: 'detached' });
});

test('Tab shows members by type, with kind and documentation, also while a cell loops', async () => {
  await writeIn(LOOPS);
  await page.keyboard.press('Control+Enter');
  await book.codeCells.nth(LOOPS).getByText('[*]:').waitFor();
  await askIn(COMPLETES, 'Tab', toFixed());
  const documentation = page.locator('.jp-Completer-docpanel');
  await documentation.getByText('fixed-point notation').waitFor();
  assert.match(await documentation.innerText(), /toFixed\(fractionDigits\?: number\): string/);
  await page.keyboard.press('Enter');
  const text = book.codeCells.nth(COMPLETES).locator('.cm-content');
  await until(async () => (await text.innerText()) === 'distance(1, 2).toFixed');
  assert.equal(await book.codeCells.nth(LOOPS).getByText('[*]:').count(), 1);
});

test('the stop button ends the loop, and the times of cells are shown', async () => {
  await page
    .locator('.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]')
    .click();
  const loop = book.codeCells.nth(LOOPS);
  await loop.locator('.jp-OutputArea').getByText('Interrupted').first().waitFor();
  await loop
    .locator('.execute-time')
    .getByText(/in \d+/)
    .waitFor();
});

test('contextual help follows the cursor', async () => {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: 'Help' }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: 'Show Contextual Help' }).click();
  await writeIn(NAMES);
  const help = page.locator('.jp-Inspector');
  await help.getByText('How far a point is from the origin').first().waitFor();
  assert.match(await help.innerText(), /return Math\.hypot\(x, y\)/);
});

test("the panel of kernel usage shows the kernel's cpu and memory", async () => {
  await page.locator('.jp-SideBar [data-id="kernelusage-panel-id"]').click();
  const panel = page.locator('#kernelusage-panel-id');
  await panel.getByText(/^Memory: /).waitFor();
  const text = await panel.innerText();
  assert.match(text, /CPU: \d+(\.\d)?\s/);
  assert.match(text, /Memory: \d+(\.\d+)? [KMG]B/);
  assert.match(text, /\d+(\.\d)?% used\s+on \d+ CPUs/);
  assert.match(text, /Active: [1-9]/);
});

test('a console has the history of inputs behind its arrow keys', async () => {
  await page.locator('.lm-MenuBar-itemLabel', { hasText: 'File' }).click();
  await page.locator('.lm-Menu-itemLabel', { hasText: 'New Console for Notebook' }).click();
  const console = page.locator('.jp-CodeConsole');
  await console.getByText('TypeScript on Node.js').waitFor();
  const prompt = console.locator('.jp-CodeConsole-promptCell .cm-content');
  await prompt.click();
  await page.keyboard.type("'typed here'");
  await page.keyboard.press('Shift+Enter');
  await console.locator('.jp-OutputArea').getByText("'typed here'").waitFor();
  await until(async () => {
    await page.keyboard.press('ArrowUp');
    return /typed here/.test(await prompt.innerText());
  });
  // Of the notebook, from before there was a console.
  await until(async () => {
    await page.keyboard.press('ArrowUp');
    return /distance\('3', 4\)/.test(await prompt.innerText());
  });
});

test('Notebook 7 runs cells, shows type errors and completes', async () => {
  const server = await startLab(
    clients.python,
    path.join(folder, 'root'),
    path.join(folder, 'seven'),
    {
      ...clients,
      program: 'notebook',
    },
  );
  try {
    await writeFile(path.join(folder, 'root', 'seven.ipynb'), JSON.stringify(NOTEBOOK));
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    book = await NotebookPage.open(page, server.url('seven.ipynb'));
    await book.run(DECLARES);
    await runWrong();
    await askIn(COMPLETES, 'Tab', toFixed());
    await page.close();
  } finally {
    await server.stop();
  }
});
