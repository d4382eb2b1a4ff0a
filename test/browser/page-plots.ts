/** Draws the plots that the examples of a page of docs/ show, as the pictures that the page has. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { packageRoot } from '../../src/setup/index.js';
import { programOf, run } from '../docs/run-example.js';

const WIDTH = 720;
const PLOTLY = 'application/vnd.plotly.v1+json';
const MARK = 'figure:';

/** Stands in for the notebook: prints each figure that is shown. */
const PRINTING = `globalThis[Symbol.for('gradbook.notebook')] = {
  display: (bundle) => {
    if (bundle['${PLOTLY}']) console.log('${MARK}' + JSON.stringify(bundle['${PLOTLY}']));
  },
};
`;

/** The page's n-th picture is the n-th figure. */
export async function drawPlots(page: string, browser: Browser): Promise<void> {
  const text = await readFile(path.join(packageRoot, 'docs', `${page}.md`), 'utf8');
  const pictures = [...text.matchAll(/!\[(.+?)\]\((.+?\.svg)\)/g)];
  const printed = await run(PRINTING + programOf(page));
  const figures = printed.split('\n').filter((line) => line.startsWith(MARK));
  if (figures.length !== pictures.length) {
    throw new Error(`${page}.md has ${pictures.length} pictures and shows ${figures.length} plots`);
  }
  const tab = await browser.newPage();
  await tab.addScriptTag({
    path: createRequire(import.meta.url).resolve('plotly.js-dist-min/plotly.min.js'),
  });
  for (const [i, [, title, file]] of pictures.entries()) {
    const svg: string = await tab.evaluate(`(async () => {
      const figure = ${figures[i].slice(MARK.length)};
      const height = figure.layout.height ?? 380;
      const url = await Plotly.toImage(figure, { format: 'svg', width: ${WIDTH}, height });
      return decodeURIComponent(url.slice(url.indexOf(',') + 1));
    })()`);
    const target = path.join(packageRoot, 'docs', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, svg.replace('>', `><title>${title}</title>`));
    console.log(`docs/${file}: ${Math.round(svg.length / 1000)} kB`);
  }
  await tab.close();
}
