/**
 * `npm run pictures [-- NAME]`: the README's pictures of the kernel, taken of the real JupyterLab, and the plots of the
 * pages of docs/ that have some.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { packageRoot } from '../../src/setup/index.js';
import { notebookPython } from '../report/notebook-python.js';
import { code, notebook } from '../report/notebooks.js';
import { animatedPng, type Frame } from './animation.js';
import { launchChromium } from './chromium.js';
import { type Lab, setting, startLab } from './jupyter.js';
import { NotebookPage, until } from './notebook-page.js';
import { drawPlots } from './page-plots.js';

const SCALE = 1.5;
const WIDTH = 840;
/** Between two letters, in milliseconds. */
const LETTER = 110;

const PLANETS = `interface Planet { name: string; mass: number; moons: string[] }

const planets: Planet[] = [
  { name: 'Earth', mass: 1, moons: ['Moon'] },
  { name: 'Mars', mass: 0.107, moons: ['Phobos', 'Deimos'] },
];`;

/** Records what changes below a line of the page. */
class Film {
  readonly frames: Frame[] = [];
  #last = '';

  constructor(
    private readonly page: Page,
    private readonly size: { readonly width: number; readonly height: number },
  ) {}

  /** Adds a picture of the page between two heights, in its own pixels. */
  async take(milliseconds: number, top = 0, bottom = this.size.height): Promise<void> {
    const clip = { x: 0, y: top, width: this.size.width, height: bottom - top };
    const png = await this.page.screenshot({ clip, caret: 'initial' });
    const frame = { png, x: 0, y: top * SCALE, milliseconds };
    const text = png.toString('base64');
    const before = this.frames.at(-1);
    if (text === this.#last && before) {
      this.frames[this.frames.length - 1] = {
        ...before,
        milliseconds: before.milliseconds + milliseconds,
      };
    } else {
      this.frames.push(frame);
    }
    this.#last = text;
  }
}

/** Completion by type while another cell runs for ever. */
async function completion(page: Page, lab: Lab): Promise<Buffer> {
  const size = { width: WIDTH, height: 620 };
  await page.setViewportSize(size);
  const book = await NotebookPage.open(page, lab.url('completion.ipynb'));
  await book.run(0);
  const loop = book.codeCells.nth(1);
  const writing = book.codeCells.nth(2);
  await loop.locator('.cm-content').click();
  const film = new Film(page, size);
  await film.take(1200);
  await page.keyboard.press('Shift+Enter');
  await loop.getByText('[*]:').waitFor();
  await writing.locator('.cm-content').click();
  // Nothing above it changes any more.
  const top = 4 * Math.floor(((await loop.boundingBox())?.y ?? 0) / 4);
  await film.take(900);
  const place = await writing.boundingBox();
  const bottom = place ? 4 * Math.ceil((place.y + place.height) / 4) : undefined;
  const type = async (text: string) => {
    for (const letter of text) {
      await page.keyboard.type(letter);
      await film.take(LETTER, top, bottom);
    }
  };
  const choose = async (name: string) => {
    await page.keyboard.press('Tab');
    await page.locator(`.jp-Completer-item[data-value="${name}"]`).waitFor();
    await page.locator('.jp-Completer-docpanel').getByText(/\w/).first().waitFor();
    await page.waitForTimeout(300);
    await film.take(2200, top);
  };
  await type('planets[1].');
  await choose('moons');
  await page.keyboard.press('ArrowDown');
  await page.waitForTimeout(300);
  await film.take(900, top);
  await page.keyboard.press('Enter');
  await film.take(300, top);
  await type('.jo');
  await choose('join');
  await page.keyboard.press('Enter');
  await film.take(300, top);
  await type("(' and ')");
  await film.take(1000, top);
  await page.locator('[data-command="notebook:interrupt-kernel"]').first().click();
  await loop.locator('.jp-OutputArea').getByText('Interrupted').first().waitFor();
  await film.take(1500);
  await writing.locator('.cm-content').click();
  await page.keyboard.press('Shift+Enter');
  await writing.locator('.jp-OutputArea').getByText('Phobos').waitFor();
  await film.take(3000);
  return animatedPng(film.frames);
}

/** Type errors, under the cell that runs all the same. */
async function typeErrors(page: Page, lab: Lab): Promise<Buffer> {
  await page.setViewportSize({ width: WIDTH, height: 530 });
  const book = await NotebookPage.open(page, lab.url('type-errors.ipynb'));
  await book.run(0);
  await book.run(1);
  await book.codeCells.nth(1).getByText('TS2551').waitFor();
  return page.screenshot();
}

/** Clicks, again where the page was not ready for it, until something shows. */
function clickFor(target: Locator, shown: Locator): Promise<void> {
  return until(async () => {
    await target.click();
    return shown.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
  });
}

/** A cell that stands at a breakpoint, with its variables. */
async function debugging(page: Page, lab: Lab): Promise<Buffer> {
  await page.setViewportSize({ width: 1000, height: 530 });
  const book = await NotebookPage.open(page, lab.url('debugger.ipynb'));
  const sidebar = page.locator('.jp-DebuggerSidebar');
  await clickFor(page.locator('.jp-DebuggerBugButton'), sidebar);
  const cell = book.codeCells.first();
  const line = cell.locator('.cm-breakpoint-gutter .cm-gutterElement').nth(4);
  await clickFor(line, cell.locator('.cm-breakpoint-icon').nth(1));
  await cell.locator('.cm-content').click();
  await page.keyboard.press('Control+Enter');
  await sidebar.locator('.jp-DebuggerCallstack').getByText('total').first().waitFor();
  await page.waitForTimeout(1500);
  return page.screenshot();
}

/** Takes the pictures of the kernel that are wanted. */
async function takeInLab(names: readonly Taken[], browser: Browser): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'gradbook-pictures-'));
  const root = path.join(folder, 'root');
  await mkdir(root);
  const write = (name: string, cells: readonly string[]) =>
    writeFile(path.join(root, name), JSON.stringify(notebook(cells.map((cell) => code(cell)))));
  await write('completion.ipynb', [
    PLANETS,
    'while (true) performance.now(); // until it is stopped',
    '',
  ]);
  await write('debugger.ipynb', [
    `function total(masses: number[]): number {
  let sum = 0;
  for (const mass of masses) {
    sum += mass;
  }
  return sum;
}
total([1, 0.107, 0.815]);`,
  ]);
  await write('type-errors.ipynb', [
    PLANETS,
    "const heaviest = planets.toSorted((a, b) => b.mas - a.mass)[0];\nplanets.push({ name: 'Venus', mass: '0.815', moons: [] });\nheaviest.name",
  ]);
  await setting(folder, 'completer-extension', 'manager', { showDocumentationPanel: true });
  const lab = await startLab(await notebookPython(), root, folder, { single: true });
  try {
    for (const name of names) {
      const page = await browser.newPage({ deviceScaleFactor: SCALE });
      const picture = await TAKEN[name](page, lab);
      await writeFile(path.join(packageRoot, 'docs', `${name}.png`), picture);
      console.log(`docs/${name}.png: ${Math.round(picture.length / 1000)} kB`);
      await page.close();
    }
  } finally {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const TAKEN = { completion, 'type-errors': typeErrors, debugger: debugging };
type Taken = keyof typeof TAKEN;
/** Pages of docs/ whose pictures are their examples' plots. */
const DRAWN = ['evaluation'];

const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const browser = await launchChromium();
try {
  const taken = (Object.keys(TAKEN) as Taken[]).filter(isWanted);
  if (taken.length > 0) await takeInLab(taken, browser);
  for (const page of DRAWN.filter(isWanted)) await drawPlots(page, browser);
} finally {
  await browser.close();
}
