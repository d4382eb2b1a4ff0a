/**
 * A notebook's figures, made ready for a page: each as HTML once, from its plotly data, and none of
 * them with plotly.js, which the page carries itself.
 */
import { isFigure } from '../plots/figure.js';
import { figureHtml, PLOTLY_MIME } from '../plots/mime.js';
import { PLOTLY_SCRIPT_METADATA } from '../plots/plotly-script.js';
import type { NotebookFile, NotebookOutput } from './notebook-file.js';

/** A copy of the notebook with its figures as HTML, and their number. */
export function figuresAsHtml(notebook: NotebookFile): { notebook: NotebookFile; figures: number } {
  let figures = 0;
  const convert = (output: NotebookOutput): NotebookOutput => {
    const figure = output.data?.[PLOTLY_MIME];
    const html = output.data?.['text/html'];
    if (isFigure(figure) || isFigureHtml(html)) figures++;
    if (!isFigure(figure)) return output;
    return { ...output, data: { 'text/html': figureHtml(JSON.stringify(figure)) } };
  };
  const cells = notebook.cells.map((cell) =>
    cell.outputs
      ? { ...cell, outputs: cell.outputs.filter((output) => !isPlotlyScript(output)).map(convert) }
      : cell,
  );
  return { notebook: { ...notebook, cells }, figures };
}

/** A live figure that was never finished has no plotly data, but draws itself all the same. */
function isFigureHtml(html: unknown): boolean {
  const text = Array.isArray(html) ? html.join('') : html;
  return typeof text === 'string' && text.includes('class="gradbook-figure"');
}

function isPlotlyScript({ metadata }: NotebookOutput): boolean {
  const mark = metadata?.gradbook;
  return (
    typeof mark === 'object' &&
    mark !== null &&
    'role' in mark &&
    mark.role === PLOTLY_SCRIPT_METADATA.gradbook.role
  );
}
