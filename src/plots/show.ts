/** `show`: one figure, displayed under the cell. */

import { currentNotebook } from '../current-notebook.js';
import { describeFigure, type Figure } from './figure.js';
import { mimeBundle } from './mime.js';
import { ensurePlotly } from './plotly-script.js';

/**
 * Displays a figure in the notebook; in a plain program it prints what would be seen.
 *
 * @example show(plots.line([1, 4, 9], { title: 'Squares' }));
 * @throws PlotError when `figure` is not a plotly figure.
 */
export function show(figure: Figure): void {
  const bundle = mimeBundle('show', figure);
  const notebook = currentNotebook();
  if (!notebook) {
    console.log(`${describeFigure(figure)}; run this in a notebook to see it`);
    return;
  }
  ensurePlotly(notebook);
  notebook.display(bundle);
}
