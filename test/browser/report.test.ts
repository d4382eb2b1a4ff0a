/**
 * A report in a browser: opened from disk with the network off, all plots drawn and interactive,
 * nothing asked of the network, nothing said on the console.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { figureHtml } from '../../src/plots/mime.js';
import { type Report, writeReport } from '../../src/report/index.js';
import { notebookPython } from '../report/notebook-python.js';
import { launchChromium } from './chromium.js';
import { FIGURES, plotsNotebook } from './fixtures/plots-notebook.js';
import { execute } from './jupyter.js';
import { plotsIn, until } from './notebook-page.js';
import { openReport } from './report-page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots/', import.meta.url));

let folder: string;
let browser: Browser;
let report: Report;

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-page-'));
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launchChromium();
  const python = await notebookPython();
  const notebook = path.join(folder, 'plots.ipynb');
  // The notebook itself is the file that ends its live cell: it is there.
  await writeFile(notebook, JSON.stringify(plotsNotebook(notebook)));
  await execute(python, notebook, folder);
  report = await writeReport({ notebook, html: path.join(folder, 'plots.html'), python });
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const open = (options?: BrowserContextOptions) => openReport(browser, report, options);

async function contentOf(page: Page, selector: string): Promise<string[]> {
  return (await page.locator(selector).allTextContents()).map((text) => text.trim());
}

test('every plot is drawn, with nothing on the console and no request', async () => {
  const { page, said, elsewhere } = await open();
  assert.equal(report.figures, FIGURES);
  assert.equal(await plotsIn(page).count(), FIGURES);
  assert.deepEqual(said, []);
  assert.deepEqual(elsewhere(), []);
  await page.close();
});

test('every plot has marks that fill a part of it: no frame is empty', async () => {
  const { page } = await open();
  const marks = '.scatterlayer path, .barlayer path, .heatmaplayer image, .layer-below image';
  for (const plot of await plotsIn(page).all()) {
    const drawn = plot.locator(marks);
    assert.ok((await drawn.count()) > 0, (await plot.textContent()) ?? '');
    const boxes = await Promise.all((await drawn.all()).map((mark) => mark.boundingBox()));
    assert.ok(boxes.some((box) => box !== null && box.width > 5 && box.height > 5));
  }
  await page.close();
});

test('the live curve is there in its last state', async () => {
  const { page } = await open();
  const plot = plotsIn(page).filter({ hasText: 'Training loss' }).first();
  const steps = await plot.evaluate((drawn) => {
    const data: unknown = Reflect.get(drawn, 'data');
    return JSON.stringify(data);
  });
  const [{ x }]: [{ x: number[] }] = JSON.parse(steps);
  assert.ok(x.length > 100);
  assert.equal(await plot.locator('path.js-line').count(), 1);
  await page.close();
});

test('pointing at a plot shows its values, and dragging zooms', async () => {
  const { page } = await open();
  const plot = plotsIn(page).filter({ hasText: 'By digit' }).first();
  await plot.scrollIntoViewIfNeeded();
  // plotly's own layer for the pointer covers the bars.
  await plot.locator('.barlayer path').first().hover({ force: true });
  await plot.locator('.hoverlayer .hovertext').first().waitFor();
  assert.match((await plot.locator('.hoverlayer').textContent()) ?? '', /Precision of 0/);

  const area = await plot.locator('.nsewdrag').first().boundingBox();
  assert.ok(area);
  const before = await plot.locator('.ytick').allTextContents();
  await page.mouse.move(area.x + 50, area.y + 20);
  await page.mouse.down();
  await page.mouse.move(area.x + 250, area.y + 90, { steps: 5 });
  await page.mouse.up();
  await until(async () => {
    return (await plot.locator('.ytick').allTextContents()).join() !== before.join();
  });
  await page.close();
});

test('the contents list the headings, and their links lead there', async () => {
  const { page } = await open();
  const entries = await contentOf(page, 'nav.contents li');
  assert.deepEqual(entries, [
    'Plots',
    'Training',
    'Results',
    'Pictures',
    'Search',
    'The last plot',
  ]);
  await page.locator('nav.contents a', { hasText: 'Search' }).click();
  await until(async () => {
    const heading = await page.locator('#Search').boundingBox();
    return heading !== null && heading.y >= -5 && heading.y < 300;
  });
  await page.close();
});

const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1400, height: 1000 }, colorScheme: 'light' },
  dark: { viewport: { width: 1400, height: 1000 }, colorScheme: 'dark' },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true },
};
for (const [name, options] of Object.entries(looks)) {
  test(`the page fits a window that is ${name}`, async () => {
    const { page } = await open(options);
    // As text: the browser's globals are not this program's.
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    assert.equal(overflow, 0, 'nothing is wider than the window');
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    assert.equal(background, name === 'dark' ? 'rgb(17, 17, 17)' : 'rgb(255, 255, 255)');
    await page.screenshot({ path: path.join(SCREENSHOTS, `report-${name}.png`), fullPage: true });
    await page.close();
  });
}

test('a page whose plotly.js is gone says so in words where its plots were', async () => {
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  await page.setContent(figureHtml('{"data":[],"layout":{}}'));
  assert.match((await page.locator('.gradbook-figure').textContent()) ?? '', /needs plotly\.js/);
  await page.close();
});
