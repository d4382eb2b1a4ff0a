/** Executes a notebook of the package as `gradbook run` does, and writes its report. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { executeNotebook } from '../../src/notebook/index.js';
import { writeReport } from '../../src/report/index.js';
import { DEFAULT_NAME, packageRoot } from '../../src/setup/index.js';
import { newFolder } from '../new-folder.js';
import { notebookPython } from '../report/notebook-python.js';

export interface RanNotebook {
  /** What all cells printed, warnings included. */
  readonly printed: string;
  /** The report's page. */
  readonly page: string;
  /** How many figures the page draws. */
  readonly figures: number;
}

/**
 * @param name of a file in `notebooks/`, without `.ipynb`
 * @throws NotebookError when a cell fails.
 */
export async function runNotebook(name: string): Promise<RanNotebook> {
  const folder = await newFolder();
  const python = await notebookPython();
  const executed = path.join(folder, `${name}.ipynb`);
  let printed = '';
  await executeNotebook({
    notebook: path.join(packageRoot, 'notebooks', `${name}.ipynb`),
    output: executed,
    python,
    kernel: DEFAULT_NAME,
    onEvent: (event) => {
      if (event.event === 'stream') printed += event.text;
    },
  });
  const html = path.join(folder, `${name}.html`);
  const { figures } = await writeReport({ notebook: executed, html, python });
  return { printed, page: await readFile(html, 'utf8'), figures };
}
