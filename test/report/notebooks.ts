/** Notebooks for tests, as JSON: cells written short, everything else filled in. */

import type { Figure } from '../../src/plots/figure.js';
import { mimeBundle } from '../../src/plots/mime.js';
import { PLOTLY_SCRIPT_METADATA, plotlyScript } from '../../src/plots/plotly-script.js';

export interface TestCell {
  cell_type: 'markdown' | 'code';
  source: string;
  metadata: object;
  id: string;
  execution_count?: number | null;
  outputs?: TestOutput[];
}

export interface TestOutput {
  output_type: 'display_data' | 'stream';
  [field: string]: unknown;
}

let cells = 0;

export function markdown(source: string): TestCell {
  return { cell_type: 'markdown', id: `cell-${++cells}`, metadata: {}, source };
}

export function code(source: string, outputs: TestOutput[] = []): TestCell {
  const id = `cell-${++cells}`;
  return { cell_type: 'code', id, metadata: {}, execution_count: null, source, outputs };
}

export function notebook(testCells: readonly TestCell[], metadata: object = {}): object {
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: 'gradbook', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript', pygments_lexer: 'typescript' },
      ...metadata,
    },
    cells: testCells,
  };
}

/** What `show` leaves in a notebook. */
export function shown(figure: Figure): TestOutput {
  return { output_type: 'display_data', metadata: {}, data: mimeBundle('show', figure) };
}

/** What the first `show` leaves before it. */
export function plotlyOutput(): TestOutput {
  return {
    output_type: 'display_data',
    metadata: PLOTLY_SCRIPT_METADATA,
    data: { 'text/html': plotlyScript() },
  };
}

export function printed(text: string): TestOutput {
  return { output_type: 'stream', name: 'stdout', text };
}
