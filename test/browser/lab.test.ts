/**
 * A person's way: JupyterLab with our kernel, a notebook opened, its cells run by clicking, plots
 * seen, the live curve moving. Screenshots are kept in reports/screenshots.
 */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { writeReport } from '../../src/report/index.js';
import { joinLines, readNotebook } from '../../src/report/notebook-file.js';
import { packageRoot } from '../../src/setup/index.js';
import { notebookPython } from '../report/notebook-python.js';
import { launchChromium } from './chromium.js';
import { FIGURES, plotsNotebook } from './fixtures/plots-notebook.js';
import { type Lab, startLab } from './jupyter.js';
import { curveOf, NotebookPage, plotsIn, until } from './notebook-page.js';
import { openReport } from './report-page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../../reports/screenshots/', import.meta.url));

/** The curve is pictured when it has moved, and again when there is more of it. */
const PICTURED_STATES = [2, 12];

interface LabNotebook {
  /** The file's name without .ipynb; screenshots begin with it. */
  name: string;
  /** Writes the notebook to this place. */
  save(file: string): Promise<void>;
  /** A text in the source of the cell whose curve moves. */
  liveCell: string;
  /** Called when the curve has been seen moving. */
  onMoved?(): Promise<void>;
  /** How many plots there are at the end, at least. */
  plots: number;
}

const NOTEBOOKS: LabNotebook[] = [
  {
    name: 'plots',
    save: (file) => writeFile(file, JSON.stringify(plotsNotebook(stopFile()))),
    liveCell: 'live(',
    onMoved: () => writeFile(stopFile(), ''),
    plots: FIGURES,
  },
  {
    name: 'tutorial',
    save: (file) => copyFile(path.join(packageRoot, 'notebooks', 'tutorial.ipynb'), file),
    liveCell: 'live(',
    plots: 8,
  },
];

let folder: string;
let browser: Browser;
let lab: Lab;
let python: string;

/** Ends the cell that moves the curve of our own notebook. */
const stopFile = () => path.join(folder, 'stop');

before(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-lab-'));
  await mkdir(path.join(folder, 'root'));
  await mkdir(SCREENSHOTS, { recursive: true });
  browser = await launchChromium();
  python = await notebookPython();
  lab = await startLab(python, path.join(folder, 'root'), folder);
});

after(async () => {
  await lab?.stop();
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

for (const notebook of NOTEBOOKS) {
  test(`every cell of ${notebook.name} runs by clicking, its curve moves, its last plot is drawn`, async () => {
    const file = `${notebook.name}.ipynb`;
    await notebook.save(path.join(folder, 'root', file));
    const { cells } = await readNotebook(path.join(folder, 'root', file));
    const sources = cells
      .filter(({ cell_type }) => cell_type === 'code')
      .map(({ source }) => joinLines(source));
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const book = await NotebookPage.open(page, lab.url(file));
    const screenshot = (what: string) =>
      page.screenshot({ path: path.join(SCREENSHOTS, `${notebook.name}-${what}.png`) });

    const curves = new Set<string>();
    for (const cell of sources.keys()) {
      const isLive = sources[cell]?.includes(notebook.liveCell);
      await book.run(cell, async (running) => {
        if (!isLive) return;
        const curve = await curveOf(running);
        if (curve === '' || curves.has(curve)) return;
        curves.add(curve);
        if (!PICTURED_STATES.includes(curves.size)) return;
        await screenshot('while-training');
        await notebook.onMoved?.();
      });
      assert.equal(await book.error(cell), undefined, `cell ${cell + 1}`);
    }
    assert.ok(curves.size >= 2, `the curve was seen in ${curves.size} states while its cell ran`);

    await until(async () => (await plotsIn(page).count()) >= notebook.plots);
    const last = plotsIn(page).last();
    await last.scrollIntoViewIfNeeded();
    await last.locator('.main-svg').first().waitFor();
    await screenshot('at-the-end');
    await book.save();
    const saved = await readFile(path.join(folder, 'root', file), 'utf8');
    assert.doesNotMatch(saved, /warning TS\d+/, 'no cell has a type error');
    await page.close();
  });

  test(`the report of ${notebook.name}, as JupyterLab saved it, draws every plot offline`, async () => {
    const report = await writeReport({
      notebook: path.join(folder, 'root', `${notebook.name}.ipynb`),
      html: path.join(folder, `${notebook.name}.html`),
      python,
    });
    assert.ok(report.figures >= notebook.plots, `${report.figures} figures`);
    assert.ok(report.bytes < 8_000_000, `${report.bytes} bytes`);
    const { page, said, elsewhere } = await openReport(browser, report);
    assert.equal(await plotsIn(page).count(), report.figures);
    assert.deepEqual(said, []);
    assert.deepEqual(elsewhere(), []);
    await page.close();
  });
}
