/**
 * An executed notebook -> one HTML file that opens from disk without a connection: interactive
 * figures, a table of contents, light and dark. Cells are not run here.
 */
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../error-message.js';
import { plotlyScript } from '../plots/plotly-script.js';
import { writeWhole } from '../whole-file.js';
import { contentsNav, listHeadings } from './contents.js';
import { ReportError } from './errors.js';
import { figuresAsHtml } from './figures.js';
import { convertToHtml } from './nbconvert.js';
import { joinLines, type NotebookFile, readNotebook } from './notebook-file.js';
import { widgetsAsOutputs } from './widgets.js';

export interface ReportOptions {
  /** The executed .ipynb. */
  notebook: string;
  /** Where the page goes; its folder is made. */
  html: string;
  /** A Python with nbconvert. */
  python: string;
}

export interface Report {
  html: string;
  bytes: number;
  /** How many figures the page draws. */
  figures: number;
}

/** What our template leaves for us; see template/index.html.j2. */
const PLOTLY_PLACE = '<!-- gradbook: plotly.js -->';
const CONTENTS_PLACE = '<!-- gradbook: contents -->';

/** @throws ReportError when no report was written; an earlier one then stays as it was. */
export async function writeReport({ notebook, html, python }: ReportOptions): Promise<Report> {
  const read = await readNotebook(notebook);
  const { notebook: ready, figures } = figuresAsHtml(widgetsAsOutputs(titled(read, notebook)));
  const converted = await convertToHtml(python, ready, path.dirname(notebook));

  const { html: body, headings } = listHeadings(converted);
  const page = body
    .replace(CONTENTS_PLACE, () => contentsNav(headings))
    .replace(PLOTLY_PLACE, () => (figures > 0 ? plotlyScript() : ''));
  await writePage(html, page);
  return { html, bytes: (await stat(html)).size, figures };
}

/** A page is called what its notebook says: its title, its first heading, or its file's name. */
function titled(notebook: NotebookFile, file: string): NotebookFile {
  const heading = notebook.cells
    .filter(({ cell_type }) => cell_type === 'markdown')
    .map(({ source }) => /^# +(.+)$/m.exec(joinLines(source))?.[1])
    .find((found) => found !== undefined);
  const title = heading?.replace(/[*_`]/g, '').trim() ?? path.basename(file, '.ipynb');
  return { ...notebook, metadata: { title, ...notebook.metadata } };
}

async function writePage(file: string, page: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, page);
  } catch (cause) {
    const problem = `No report: ${file} can't be written (${messageOf(cause)}).`;
    throw new ReportError('write', file, problem, { cause });
  }
}
