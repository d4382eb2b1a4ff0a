import assert from 'node:assert/strict';
import { test } from 'node:test';
import { widgetsAsOutputs } from '../../src/report/widgets.js';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const STATE = 'application/vnd.jupyter.widget-state+json';

const stream = { output_type: 'stream', name: 'stdout', text: 'inside\n' };

/** A notebook of one cell that shows one widget. */
function showing(model_id: string, states: Record<string, object>) {
  const view = { [VIEW]: { version_major: 2, version_minor: 0, model_id }, 'text/plain': 'Text' };
  const state = Object.fromEntries(Object.entries(states).map(([id, one]) => [id, { state: one }]));
  return {
    metadata: {
      title: 'kept',
      widgets: { [STATE]: { version_major: 2, version_minor: 0, state } },
    },
    cells: [
      {
        cell_type: 'code',
        source: '',
        outputs: [stream, { output_type: 'display_data', data: view, metadata: {} }],
      },
    ],
  };
}

const dataOf = (notebook: ReturnType<typeof showing>) => {
  const made = widgetsAsOutputs(notebook);
  assert.deepEqual(Object.keys(made.metadata), ['title']);
  const [first, ...rest] = made.cells[0]?.outputs ?? [];
  assert.equal(first, stream);
  return rest.map((output) => output.data ?? output);
};

test('a box is what it holds: controls as text, outputs as they were', () => {
  const figure = {
    output_type: 'display_data',
    data: { 'text/html': '<b>plot</b>' },
    metadata: {},
  };
  const shown = dataOf(
    showing('box', {
      box: { children: ['IPY_MODEL_k', 'IPY_MODEL_how', 'IPY_MODEL_out', 'IPY_MODEL_gone'] },
      k: { description: 'k', value: 5 },
      how: { description: 'how', _options_labels: ['sin', 'cos'], index: 1 },
      out: { outputs: [stream, figure] },
    }),
  );
  assert.deepEqual(shown, [
    { 'text/plain': 'k: 5' },
    { 'text/plain': 'how: cos' },
    stream,
    figure.data,
  ]);
});

test('HTML stays HTML, a button is its text, and what has nothing to show shows nothing', () => {
  const html = { _model_name: 'HTMLModel', value: '<i>x</i>', description: '' };
  assert.deepEqual(dataOf(showing('a', { a: html })), [{ 'text/html': '<i>x</i>' }]);
  assert.deepEqual(dataOf(showing('a', { a: { description: 'Go' } })), [{ 'text/plain': 'Go' }]);
  assert.deepEqual(dataOf(showing('a', { a: { _esm: '' } })), []);
});

test('a widget whose state was not saved is its text', () => {
  assert.deepEqual(dataOf(showing('unknown', {})), [{ 'text/plain': 'Text' }]);
});
