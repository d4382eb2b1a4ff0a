/** Charts by what they tell: values, counts, axes. How they look is seen in test/browser. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as metrics from '../../src/metrics/index.js';
import * as plots from '../../src/plots/index.js';

const { PlotError } = plots;

/** The value at a path of attributes, as in plotly's reference: `xaxis.title.text`. */
function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, key) => (inner === undefined ? inner : Reflect.get(Object(inner), key)),
      value,
    );
}

/** A stand-in for any library's tensor. */
function tensor(shape: number[], values: number[]): plots.TensorLike {
  return { shape, dataSync: () => Float32Array.from(values) };
}

const everyChart: Record<string, plots.Figure> = {
  lossCurve: plots.lossCurve([3, 2, 1]),
  learningCurves: plots.learningCurves({ epochs: [{ epoch: 1, loss: 0.5 }] }),
  confusionMatrix: plots.confusionMatrix([
    [5, 1],
    [2, 7],
  ]),
  bars: plots.bars({ a: [1, 2] }),
  classScores: plots.classScores({
    classes: [{ name: 'cat', precision: 1, recall: 0.5, f1Score: 0.67 }],
  }),
  tuning: plots.tuning([{ params: { lr: 0.1, hidden: 32 }, value: 0.9 }]),
  slice: plots.slice([{ params: { lr: 0.1 }, value: 0.9 }]),
  contour: plots.contour([{ params: { lr: 0.1, hidden: 32 }, value: 0.9 }]),
  optimizationHistory: plots.optimizationHistory([{ params: { lr: 0.1 }, value: 0.9 }]),
  intermediateValues: plots.intermediateValues([{ params: {}, reports: [{ step: 0, value: 1 }] }]),
  paramImportances: plots.paramImportances({ lr: 0.8, hidden: 0.2 }),
  rocCurve: plots.rocCurve({ fpr: [0, 0, 1], tpr: [0, 0.5, 1] }),
  precisionRecall: plots.precisionRecall({ precision: [0.5, 1, 1], recall: [1, 0.5, 0] }),
  reliability: plots.reliability({ probPred: [0.3, 0.8], probTrue: [0.2, 0.9], counts: [4, 6] }),
  histogram: plots.histogram([1, 2, 2, 3]),
  line: plots.line([1, 2, 3]),
  scatter: plots.scatter({ x: [1, 2], y: [3, 4] }),
};

for (const [name, figure] of Object.entries(everyChart)) {
  test(`${name} names both axes`, () => {
    assert.ok(at(figure.layout, 'xaxis.title.text'), 'x axis');
    assert.ok(at(figure.layout, 'yaxis.title.text'), 'y axis');
  });

  test(`${name} gives plain JSON on a transparent background`, () => {
    assert.deepEqual(JSON.parse(JSON.stringify(figure)), { ...figure });
    assert.match(String(figure.layout.paper_bgcolor), /, 0\)$/);
  });
}

test('lossCurve counts steps from 1 and names training and validation', () => {
  const { data, layout } = plots.lossCurve({
    train: Float32Array.of(0.5, 0.25),
    validation: { x: [2], y: [0.75] },
  });
  assert.deepEqual(
    data.map(({ name, x, y }) => ({ name, x, y })),
    [
      { name: 'Training', x: [1, 2], y: [0.5, 0.25] },
      { name: 'Validation', x: [2], y: [0.75] },
    ],
  );
  assert.equal(at(layout, 'xaxis.title.text'), 'Step');
  assert.equal(at(plots.lossCurve([], { by: 'epoch' }).layout, 'xaxis.title.text'), 'Epoch');
});

test('learningCurves draws losses above and metrics below, and neither rates nor seconds', () => {
  const { data } = plots.learningCurves({
    epochs: [1, 2].map((epoch) => ({
      epoch,
      loss: 1 / epoch,
      validationLoss: 2 / epoch,
      validationAccuracy: 0.4 * epoch,
      lr: 0.01,
      seconds: 3,
    })),
  });
  assert.deepEqual(
    data.map(({ name, y, yaxis }) => ({ name, y, yaxis })),
    [
      { name: 'Training loss', y: [1, 0.5], yaxis: undefined },
      { name: 'Validation loss', y: [2, 1], yaxis: undefined },
      { name: 'Validation accuracy', y: [0.4, 0.8], yaxis: 'y2' },
    ],
  );
});

test('confusionMatrix writes counts and colours by the share of each true class', () => {
  const [heatmap] = plots.confusionMatrix(tensor([2, 2], [30, 10, 0, 5]), {
    labels: ['cat', 'dog'],
  }).data;
  assert.deepEqual(heatmap.text, [
    [30, 10],
    [0, 5],
  ]);
  assert.deepEqual(heatmap.z, [
    [0.75, 0.25],
    [0, 1],
  ]);
  assert.deepEqual(heatmap.y, ['cat', 'dog']);
});

test('confusionMatrix draws a class without samples as zeros', () => {
  const [heatmap] = plots.confusionMatrix([
    [0, 0],
    [1, 1],
  ]).data;
  assert.deepEqual(heatmap.z, [
    [0, 0],
    [0.5, 0.5],
  ]);
});

test('classScores has three bars for each class of a report', () => {
  const { data } = plots.classScores({
    classes: [
      { name: 'cat', precision: 0.1, recall: 0.2, f1Score: 0.3 },
      { name: 'dog', precision: 0.4, recall: 0.5, f1Score: 0.6 },
    ],
  });
  assert.deepEqual(
    data.map(({ name, x, y }) => [name, x, y]),
    [
      ['Precision', ['cat', 'dog'], [0.1, 0.4]],
      ['Recall', ['cat', 'dog'], [0.2, 0.5]],
      ['F1', ['cat', 'dog'], [0.3, 0.6]],
    ],
  );
});

test('tuning sets two parameters against each other, learning rates on a log axis', () => {
  const figure = plots.tuning({
    trials: [
      { params: { lr: 0.001, hidden: 128 }, value: 0.9 },
      { params: { lr: 0.1, hidden: 512 }, value: 0.95 },
      { params: { lr: 1, hidden: 512 } },
    ],
  });
  const [points] = figure.data;
  assert.deepEqual(points.x, [0.001, 0.1]);
  assert.deepEqual(points.y, [128, 512]);
  assert.deepEqual(at(points, 'marker.color'), [0.9, 0.95]);
  assert.equal(at(figure.layout, 'xaxis.type'), 'log');
  assert.notEqual(at(figure.layout, 'yaxis.type'), 'log');
  assert.match(figure.layout.title?.text ?? '', /1 without a value/);
});

const SEARCH = {
  direction: 'maximize',
  trials: [
    { params: { lr: 0.001, act: 'relu' }, value: 0.7, reports: [{ step: 0, value: 0.5 }] },
    { params: { lr: 0.01, act: 'tanh' }, reports: [{ step: 0, value: 0.2 }] },
    { params: { lr: 1, act: 'relu' }, value: 0.6, reports: [] },
    { params: { lr: 0.1, act: 'tanh' }, value: 0.9 },
  ],
} as const;

test('optimizationHistory draws the values by number and the best so far in the direction searched', () => {
  const [values, best] = plots.optimizationHistory(SEARCH).data;
  assert.deepEqual(
    [values.x, values.y],
    [
      [0, 2, 3],
      [0.7, 0.6, 0.9],
    ],
  );
  assert.deepEqual(best.y, [0.7, 0.7, 0.9]);
  const [, least] = plots.optimizationHistory(SEARCH.trials).data;
  assert.deepEqual(least.y, [0.7, 0.6, 0.6]);
});

test('parallelCoordinate gives logarithms and names of choices their places', () => {
  const { data } = plots.parallelCoordinate(SEARCH, { valueTitle: 'Accuracy' });
  const [value, lr, act] = [0, 1, 2].map((i) => at(data, `0.dimensions.${i}`));
  assert.deepEqual([at(value, 'label'), at(value, 'values')], ['Accuracy', [0.7, 0.6, 0.9]]);
  assert.deepEqual(at(lr, 'values'), [-3, 0, -1]);
  assert.deepEqual(at(lr, 'ticktext'), ['0.001', '0.01', '0.1', '1']);
  assert.deepEqual(at(act, 'values'), [0, 0, 1]);
  assert.deepEqual(at(act, 'ticktext'), ['relu', 'tanh']);
});

test('contour maps the value over two parameters', () => {
  const { data, layout } = plots.contour(SEARCH);
  assert.deepEqual(
    [data[0].x, data[0].z],
    [
      [0.001, 1, 0.1],
      [0.7, 0.6, 0.9],
    ],
  );
  assert.equal(at(layout, 'xaxis.type'), 'log');
  assert.equal(at(layout, 'yaxis.type'), 'category');
});

test('intermediateValues draws what each trial reported, given up or not', () => {
  const { data } = plots.intermediateValues(SEARCH);
  assert.deepEqual(
    data.map(({ name, x, y }) => [name, x, y]),
    [
      ['Trial 0', [0], [0.5]],
      ['Trial 1', [0], [0.2]],
    ],
  );
});

test('paramImportances draws the most important at the top', () => {
  const [trace] = plots.paramImportances({ lr: 0.2, hidden: 0.8 }).data;
  assert.deepEqual(
    [trace.y, trace.x],
    [
      ['lr', 'hidden'],
      [0.2, 0.8],
    ],
  );
});

test('tuning gives each of three parameters a panel, names of choices included', () => {
  const figure = plots.tuning([
    { params: { lr: 0.1, hidden: 128, activation: 'relu' }, value: 0.9 },
    { params: { lr: 0.2, hidden: 256, activation: 'tanh' }, value: 0.8 },
  ]);
  assert.deepEqual(
    figure.data.map(({ x, y, xaxis }) => [xaxis, x, y]),
    [
      ['x', [0.1, 0.2], [0.9, 0.8]],
      ['x2', [128, 256], [0.9, 0.8]],
      ['x3', ['relu', 'tanh'], [0.9, 0.8]],
    ],
  );
});

test('histogram counts every finite value once and says how many were left out', () => {
  const values = [0, 0.1, 0.9, 1, NaN, Infinity];
  const figure = plots.histogram(values, { bins: 2 });
  assert.deepEqual(figure.data[0].y, [2, 2]);
  assert.match(String(at(figure.layout, 'xaxis.title.text')), /2 not finite/);
});

test('histogram of a million equal values is one small bar', () => {
  const figure = plots.histogram(new Float32Array(1_000_000).fill(3));
  assert.deepEqual(figure.data[0].y, [1_000_000]);
});

test('line thins long curves but keeps their ends and peaks', () => {
  const y = Array.from({ length: 100_000 }, (_, i) => (i === 54_321 ? 9 : i % 2));
  const [trace] = plots.line(y).data;
  const kept = trace.y;
  assert.ok(Array.isArray(kept) && kept.length <= 5000);
  assert.equal(Math.max(...kept), 9);
  const x = trace.x;
  assert.ok(Array.isArray(x) && x[0] === 0 && x.at(-1) === 99_999);
});

test('scatter colours points by a value', () => {
  const [trace] = plots.scatter({ x: [1, 2], y: [3, 4] }, { color: [5, 6] }).data;
  assert.deepEqual(at(trace, 'marker.color'), [5, 6]);
});

const badInput: [string, () => unknown, RegExp][] = [
  ['lossCurve', () => plots.lossCurve('loss' as never), /train must be .*received "loss"/],
  ['lossCurve', () => plots.lossCurve([1, '2'] as never), /train\[1\].*received "2"/],
  ['line', () => plots.line({ x: [1, 2], y: [1] }), /series\.y must be as long as its x \(2\)/],
  ['line', () => plots.line(7 as never), /received number 7/],
  ['confusionMatrix', () => plots.confusionMatrix([[1, 2]]), /square/],
  ['confusionMatrix', () => plots.confusionMatrix([[1, 2], [3]]), /counts\[1\] must be a row of 2/],
  ['confusionMatrix', () => plots.confusionMatrix([[-1]]), /0 or more; received number -1/],
  [
    'confusionMatrix',
    () => plots.confusionMatrix([[1]], { labels: ['a', 'b'] }),
    /list of 1 names/,
  ],
  ['confusionMatrix', () => plots.confusionMatrix(tensor([4], [1, 2, 3, 4])), /shape \[4\]/],
  ['bars', () => plots.bars({ a: [1, 2], b: [1] }), /b must be as long as a \(2\)/],
  ['bars', () => plots.bars({}), /lists of numbers by name/],
  ['tuning', () => plots.tuning([]), /trials with a value/],
  ['tuning', () => plots.tuning([{ params: { lr: 1 } }]), /trials with a value/],
  ['contour', () => plots.contour(SEARCH, { params: ['lr'] }), /names of two parameters/],
  ['slice', () => plots.slice(SEARCH, { params: ['width'] }), /in each trial \('width'\)/],
  ['intermediateValues', () => plots.intermediateValues([]), /trials that called report/],
  ['paramImportances', () => plots.paramImportances({}), /what paramImportances\(study\) gave/],
  ['histogram', () => plots.histogram([NaN]), /at least one finite number/],
  ['histogram', () => plots.histogram([1], { bins: 0 }), /whole number above 0; received number 0/],
  ['learningCurves', () => plots.learningCurves({ epochs: [] }), /what fit returned/],
  ['imageGrid', () => plots.imageGrid(tensor([2, 2], [1, 2, 3, 4])), /shape \[2, 2\]/],
  ['imageGrid', () => plots.imageGrid([[1, 2, 3]]), /the values of a square/],
  ['imageGrid', () => plots.imageGrid([[1]], { titles: ['a', 'b'] }), /as many as images \(1\)/],
];

for (const [name, draw, message] of badInput) {
  test(`${name} says what it received instead of drawing it: ${message.source}`, () => {
    assert.throws(draw, (error) => {
      assert.ok(error instanceof PlotError);
      assert.equal(error.chart, name);
      assert.match(error.message, message);
      return true;
    });
  });
}

test('rocCurve names each curve with the area under it, and draws chance', () => {
  const labels = [0, 0, 1, 1, 1];
  const first = metrics.rocCurve(labels, [0.1, 0.6, 0.4, 0.7, 0.9]);
  const second = metrics.rocCurve(labels, [0.1, 0.2, 0.4, 0.7, 0.9]);
  const { data } = plots.rocCurve({ first, second });
  assert.deepEqual(
    data.map(({ name }) => name),
    ['first (AUC 0.833)', 'second (AUC 1.000)', undefined],
  );
  assert.deepEqual([data[0].x, data[0].y], [[...first.fpr], [...first.tpr]]);
  assert.equal(at(data[2], 'line.dash'), 'dash');
});

test('precisionRecall draws steps, with the average precision', () => {
  const [labels, scores] = [
    [0, 1, 0, 1, 1],
    [0.1, 0.3, 0.4, 0.7, 0.9],
  ];
  const { data } = plots.precisionRecall(metrics.precisionRecallCurve(labels, scores));
  const area = metrics.averagePrecisionScore(labels, scores).toFixed(3);
  assert.equal(data[0].name, `model (AP ${area})`);
  assert.equal(at(data[0], 'line.shape'), 'hv');
});

test('reliability draws how many samples each bin has, where that is known', () => {
  const curve = { probPred: [0.3, 0.8], probTrue: [0.2, 0.9] };
  const kinds = ({ data }: plots.Figure) => data.map(({ type }) => type);
  assert.deepEqual(kinds(plots.reliability(curve)), ['scatter', 'scatter']);
  const { data, layout } = plots.reliability({ a: { ...curve, counts: [4, 6] }, b: curve });
  assert.deepEqual(kinds({ data, layout }), ['scatter', 'scatter', 'scatter', 'bar']);
  assert.deepEqual(data[3].y, [4, 6]);
});

test('curves that are none are refused', () => {
  // @ts-expect-error: no tpr
  assert.throws(() => plots.rocCurve({ fpr: [0, 1] }), /tpr must be a list of numbers/);
  assert.throws(() => plots.rocCurve({}), /curves must be \{ fpr, tpr \}, or such curves by name/);
  assert.throws(
    () => plots.precisionRecall({ a: { precision: [1], recall: [1, 0] } }),
    /a.precision must be as long as its recall \(2\)/,
  );
  assert.throws(
    () => plots.reliability({ probPred: [0.5], probTrue: [0.5], counts: [1, 2] }),
    /counts must be as many as the bins \(1\)/,
  );
});

test('intervals draws each value between its ends, the first on top, and a reference', () => {
  const { data, layout } = plots.intervals(
    { cat: { value: 0.5, low: 0.25, high: 1 }, dog: { value: 0.5, low: 0.5, high: 0.5 } },
    { reference: 0.6, xTitle: 'Accuracy' },
  );
  assert.deepEqual(
    [data[0].x, data[0].y],
    [
      [0.5, 0.5],
      ['cat', 'dog'],
    ],
  );
  assert.deepEqual(
    [at(data[0], 'error_x.array'), at(data[0], 'error_x.arrayminus')],
    [
      [0.5, 0],
      [0.25, 0],
    ],
  );
  assert.equal(at(layout, 'yaxis.autorange'), 'reversed');
  assert.equal(at(layout, 'shapes.0.x0'), 0.6);
  // @ts-expect-error: a number alone
  assert.throws(() => plots.intervals({ cat: 0.5 }), /cat must be \{ value, low, high \}/);
  assert.throws(() => plots.intervals({}), /named must be intervals by name/);
});
