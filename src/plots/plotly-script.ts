/**
 * plotly.js for pages that are read without a connection: one script a document, which figures ask
 * to draw themselves. It is carried compressed (2 MB instead of 4.8) and unpacked by the browser
 * when the first figure asks, so that it costs nothing where figures are drawn by other means
 * (JupyterLab with plotly's extension).
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Notebook } from '../current-notebook.js';

/** How the output that carries plotly.js is marked, in the metadata of a notebook's output. */
export const PLOTLY_SCRIPT_METADATA = { gradbook: { role: 'plotly.js' } } as const;

/**
 * `window.gradbookPlotly(id, figure)` draws the figure in the elements of this id. A figure that is
 * updated comes as a new element: it takes the drawn one's place over and redraws it at once, so
 * that nothing flickers. Should the page have had such a script before, the first one stays.
 */
export function plotlyScript(): string {
  return `<script>
(() => {
  const cell = document.currentScript?.closest('.jp-OutputArea-child');
  if (cell) cell.style.display = 'none';
  if (window.gradbookPlotly) return;
  const packed = '${packedPlotly()}';
  const unpack = async () => {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    const source = await new Response(stream).text();
    // Loaders such as RequireJS would take plotly.js for a module of theirs.
    new Function('define', 'module', 'exports', source).call(window);
  };
  const newest = new Map();
  const drawn = new Map();
  const draw = (id) => {
    const figure = newest.get(id);
    const config = { responsive: true, ...figure.config };
    for (const place of document.querySelectorAll('#' + id + ':not(.js-plotly-plot)')) {
      const before = drawn.get(id)?.deref();
      if (before && !before.isConnected) {
        place.replaceWith(before);
        Plotly.react(before, figure.data, figure.layout, config);
        continue;
      }
      place.replaceChildren();
      place.style.height = (figure.layout.height || 450) + 'px';
      Plotly.newPlot(place, figure.data, figure.layout, config);
      drawn.set(id, new WeakRef(place));
    }
  };
  let unpacking;
  window.gradbookPlotly = async (id, figure) => {
    newest.set(id, figure);
    try {
      if (!window.Plotly) await (unpacking ??= unpack());
      draw(id);
    } catch (error) {
      for (const place of document.querySelectorAll('#' + id)) {
        place.textContent = 'This plot could not be drawn: ' + error;
      }
    }
  };
})();
</script>`;
}

const shown = new WeakSet<Notebook>();

/** Whether the notebook has plotly.js. */
export function hasPlotly(notebook: Notebook): boolean {
  return shown.has(notebook);
}

/** Puts plotly.js into the notebook, before its first figure. */
export function ensurePlotly(notebook: Notebook): void {
  if (hasPlotly(notebook)) return;
  shown.add(notebook);
  notebook.display({ 'text/html': plotlyScript() }, { metadata: PLOTLY_SCRIPT_METADATA });
}

let packed: string | undefined;

function packedPlotly(): string {
  packed ??= gzipSync(
    readFileSync(createRequire(import.meta.url).resolve('plotly.js-dist-min')),
  ).toString('base64');
  return packed;
}
