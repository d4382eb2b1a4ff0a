/** Each notebook runs to its end, learns what it says that it learns, and becomes a report. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RanNotebook, runNotebook } from './run-notebook.js';

/** The number behind a text in what was printed. */
function figureBehind(label: string, { printed }: RanNotebook): number {
  const [, figure] = new RegExp(`${label} ([\\d.]+)`).exec(printed) ?? [];
  assert.ok(figure, `'${label}' was printed`);
  return Number(figure);
}

function assertReported(ran: RanNotebook, title: string, figures: number): void {
  assert.doesNotMatch(ran.printed, /warning/i, 'neither type errors nor hints');
  assert.equal(ran.figures, figures);
  assert.equal(ran.page.match(/class="gradbook-figure"/g)?.length, figures);
  assert.ok(ran.page.includes(`<title>${title}</title>`));
}

test('tables: a search prunes trials, and its best network tells dangerous strikes from others', async () => {
  const ran = await runNotebook('tables');
  assertReported(ran, 'Tables, and the search for good parameters', 8);
  assert.match(ran.printed, /10000 reports, 61 columns/);
  assert.match(ran.printed, /trial \d+: .* -> pruned/);
  // Guessing has 0.5, a gradient boosting of scikit-learn on the same columns 0.78.
  assert.ok(figureBehind('rocAuc +', ran) > 0.75);
  assert.ok(figureBehind('averagePrecision +', ran) > 0.25);
});

test('text-transformer: it learns how towns are called, and invents such names', async () => {
  const ran = await runNotebook('text-transformer');
  assertReported(ran, 'A small transformer that invents towns', 2);
  // The frequencies of single letters alone give 2.9; less than 1.5 would be a mask that hides nothing.
  const loss = figureBehind('Epoch 12/12 .* validation loss', ran);
  assert.ok(loss > 1.5 && loss < 2.4, `${loss}`);
  const [, names] = /temperature 0\.5: (.*)/.exec(ran.printed) ?? [];
  for (const name of names.split(', ')) assert.match(name, /^[A-Z][A-Za-z .'-]*$/);
  assert.ok(figureBehind('of 200 exist; different are', ran) > 150);
});

test('fashion-mnist: a run is paused, steered, stopped early, and goes on after a crash', async () => {
  const ran = await runNotebook('fashion-mnist');
  assertReported(ran, 'Clothes, and a run that you steer', 7);
  assert.match(ran.printed, /^paused at [\d.]+ % after the first epoch$/m);
  assert.match(ran.printed, /^running \d\.\de-\d$/m);
  assert.match(ran.printed, /Epoch 1\/6 .* f1 [\d.]+/);
  assert.match(ran.printed, /a record in epoch 1/);
  assert.match(ran.printed, /then on to 60: the same bits: true/);
  assert.match(ran.printed, /^epoch,.*validationAccuracy.*f1/m);
  assert.match(ran.printed, /checkpoints, cut, history\.csv, history\.json, runs, through/);
  assert.ok(figureBehind('Test accuracy:', ran) > 75);
});
