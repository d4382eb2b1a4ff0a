/** `show` and `live` against a notebook that records what it is given. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DisplayOptions, MimeBundle } from '../../src/current-notebook.js';
import { line, live, lossCurve, PlotError, show } from '../../src/plots/index.js';

const NOTEBOOK = Symbol.for('gradbook.notebook');
const PLOTLY = 'application/vnd.plotly.v1+json';

interface Sent {
  bundle: MimeBundle;
  options: DisplayOptions;
}
let sent: Sent[] = [];

/** The interface by which a kernel shows things. */
function openNotebook(): void {
  sent = [];
  const display = (bundle: MimeBundle, options: DisplayOptions = {}) => {
    sent.push({ bundle: structuredClone(bundle), options });
  };
  Reflect.set(globalThis, NOTEBOOK, { display, clearOutput() {} });
}

/** What was shown, without plotly.js. */
function figures(): Sent[] {
  return sent.filter(({ options }) => options.metadata === undefined);
}

/** The y of the last figure's first trace: from plotly's type, or from the HTML while it changes. */
function lastY(): number[] {
  const bundle = figures().at(-1)?.bundle ?? {};
  const [, json = ''] =
    /gradbookPlotly\?\.\('[^']*', (.*)\);/.exec(String(bundle['text/html'])) ?? [];
  const figure = (bundle[PLOTLY] ?? JSON.parse(json)) as { data: { y: number[] }[] };
  return figure.data[0].y ?? [];
}

beforeEach(openNotebook);
afterEach(() => {
  Reflect.deleteProperty(globalThis, NOTEBOOK);
  mock.restoreAll();
});

test('plotly.js is shown once, before the first figure, and marked for reports', () => {
  show(line([1, 2]));
  show(line([3, 4]));
  const scripts = sent.filter(({ options }) => options.metadata !== undefined);
  assert.equal(scripts.length, 1);
  assert.equal(sent[0], scripts[0]);
  assert.deepEqual(scripts[0].options.metadata, { gradbook: { role: 'plotly.js' } });
  assert.equal(figures().length, 2);
});

test('a figure goes out as plotly JSON, as HTML without plotly.js in it, and as a line of text', () => {
  show(line([1, 2], { title: 'Squares' }));
  const bundle = figures()[0]?.bundle ?? {};
  assert.deepEqual(Object.keys(bundle), [PLOTLY, 'text/html', 'text/plain']);
  assert.ok(String(bundle['text/html']).length < 5000);
  assert.equal(bundle['text/plain'], 'plotly figure "Squares": 1 trace');
});

test('text in a figure can not end the script that draws it', () => {
  show(line([1], { title: '</script><b>' }));
  const html = String(figures()[0]?.bundle['text/html']);
  assert.equal(html.match(/<\/script>/g)?.length, 1);
});

test('typed arrays and gaps in hand-made figures are shown as plotly reads them', () => {
  const y = Float32Array.of(1, NaN) as never;
  show({ data: [{ type: 'scatter', y }], layout: {} });
  assert.deepEqual(lastY(), [1, null]);
});

test('a figure as the last value of a cell shows itself, after plotly.js', () => {
  const figure = line([1, 2]);
  const display: unknown = Reflect.get(figure, Symbol.for('Jupyter.display'));
  assert.ok(typeof display === 'function');
  const bundle: unknown = display.call(figure);
  assert.ok(typeof bundle === 'object' && bundle !== null && PLOTLY in bundle);
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0].options.metadata, { gradbook: { role: 'plotly.js' } });
});

test('outside a notebook show prints one line', () => {
  Reflect.deleteProperty(globalThis, NOTEBOOK);
  const log = mock.method(console, 'log', () => {});
  show(line({ a: [1], b: [2] }, { title: 'Two' }));
  assert.equal(log.mock.callCount(), 1);
  assert.match(String(log.mock.calls[0].arguments[0]), /"Two": 2 traces \(a, b\).*notebook/);
});

test('show says what it received where that is no figure', () => {
  assert.throws(() => show([1, 2] as never), PlotError);
  assert.throws(() => show(undefined as never), /received undefined/);
  const cyclic: Record<string, unknown> = { type: 'scatter' };
  cyclic.self = cyclic;
  assert.throws(() => show({ data: [cyclic as never], layout: {} }), /without cycles/);
});

test('a live figure is one display, whose updates carry its id', () => {
  const chart = live(lossCurve([]));
  chart.append({ x: 1, y: 2 });
  chart.done();
  const [first, ...updates] = figures();
  assert.ok(first.options.displayId);
  assert.equal(first.options.update, false);
  assert.ok(updates.length >= 1);
  for (const { options } of updates) {
    assert.deepEqual(options, { displayId: first.options.displayId, update: true });
  }
});

test('a live figure becomes one for every viewer when it is done', () => {
  const chart = live(lossCurve([]));
  chart.append({ x: 1, y: 2 });
  assert.ok(figures().every(({ bundle }) => !(PLOTLY in bundle) && 'text/html' in bundle));
  chart.done();
  assert.ok(PLOTLY in (figures().at(-1)?.bundle ?? {}));
  const count = figures().length;
  chart.done();
  assert.equal(figures().length, count, 'done twice sends nothing more');
});

test('updates leave a loop that never yields, but few, and done delivers the last state', () => {
  const chart = live(lossCurve([]));
  const end = performance.now() + 700;
  let step = 0;
  while (performance.now() < end) chart.append({ x: ++step, y: 1 / step });
  const during = figures().length;
  assert.ok(during >= 2, 'something was sent while the loop ran');
  assert.ok(during <= 5, `${during} updates for ${step} points`);
  chart.append({ x: ++step, y: 42 });
  chart.done();
  assert.equal(lastY().at(-1), 42);
});

test('a pause of the loop delivers what is left without done', async () => {
  const chart = live(lossCurve([]));
  chart.append({ x: 1, y: 1 });
  chart.append({ x: 2, y: 7 });
  while (lastY().at(-1) !== 7) await sleep(20);
});

test('long live curves are thinned in what is sent, not in what is kept', () => {
  const chart = live(lossCurve([]));
  for (let step = 1; step <= 10_000; step++) chart.append({ x: step, y: step === 5000 ? 99 : 0 });
  chart.done();
  assert.ok(lastY().length <= 2000);
  assert.equal(Math.max(...lastY()), 99);
  const kept = chart.figure.data[0].y;
  assert.ok(Array.isArray(kept) && kept.length === 10_000);
});

test('points can go to a trace by name, and a new name is a new trace', () => {
  const chart = live(lossCurve([]));
  chart.append({ x: 1, y: 3, trace: 'Training' });
  chart.append({ x: 1, y: 4, trace: 'Validation' });
  assert.deepEqual(
    chart.figure.data.map(({ name, y }) => [name, y]),
    [
      ['Training', [3]],
      ['Validation', [4]],
    ],
  );
});

test('update replaces the figure, and the caller keeps his own', () => {
  const mine = lossCurve([]);
  const chart = live(mine);
  chart.append({ x: 1, y: 1 });
  assert.deepEqual(mine.data[0].y, []);
  chart.update(lossCurve([5, 6]));
  chart.done();
  assert.deepEqual(lastY(), [5, 6]);
});

test('live rejects points that are no numbers and traces that do not exist', () => {
  const chart = live(lossCurve([]));
  assert.throws(() => chart.append({ x: 1, y: '2' as never }), /y must be a number; received "2"/);
  assert.throws(() => chart.append({ x: 1, y: 2, trace: 5 }), /trace must be below 1/);
});
