/** What README.md shows runs as it stands there, and ARCHITECTURE.md names the folders that are there. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { transformSync } from 'oxc-transform';
import { packageRoot } from '../../src/setup/index.js';
import { programOf, run } from './run-example.js';

const read = (file: string) => readFileSync(path.join(packageRoot, file), 'utf8');

const [training, backend, ...more] = [...read('README.md').matchAll(/```ts\n(.*?)```/gs)].map(
  ([, code]) => code,
);

test('the twelve lines train a network', async () => {
  const printed = await run(training);
  const accuracy = Number(/Test accuracy: ([\d.]+) %/.exec(printed)?.[1]);
  assert.ok(accuracy > 90, printed);
  assert.match(printed, /Epoch 5\/5/);
});

test('the backend works by itself', async () => {
  assert.match(await run(backend), /6/);
});

test('every example of the README is run', () => {
  assert.equal(more.length, 0);
});

test('the examples of docs/tune.md find parameters, keep a study, and see what mattered', async () => {
  const [search, many, plots, ...others] = [
    ...read('docs/tune.md').matchAll(/```ts\n(.*?)```/gs),
  ].map(([, code]) => code);
  assert.match(await run(search), /trial 29: .*\n\{ lr: [\d.]+, layers: 1, width: 128 \}/);
  assert.match(await run(many), /\n24 \{ lr: 0\.\d+ \}/);
  assert.match(await run(plots), /\{ lr: 0\.\d+, momentum: 0\.\d+ \}/);
  assert.equal(others.length, 0);
});

test('the examples of docs/data.md train on a table, read pictures and make batches of objects', async () => {
  const [table, pictures, own, ...others] = [
    ...read('docs/data.md').matchAll(/```ts\n(.*?)```/gs),
  ].map(([, code]) => code);
  const flowers = { 'flowers.csv': 'test/data/tables/flowers.csv' };
  assert.match(await run(table, flowers), /Epoch 3\/3/);
  const printed = await run(pictures, { photos: 'test/data/pictures' });
  assert.match(
    printed,
    /\[ 4, 3, 28, 28 \] \[ 4 \]\n.*\n.*1, 3, 28, 28.*\n\[ 'colour', 'grey' \] 0/,
  );
  const squares = await run(transformSync('own.ts', own).code);
  assert.equal(squares, '[ 50, 2 ] square 0\n[ 50, 2 ] square 50\n');
  assert.equal(others.length, 0);
});

test('the example of docs/transfer-learning.md trains a new last layer', async () => {
  const [[, example], ...others] = [
    ...read('docs/transfer-learning.md').matchAll(/```ts\n(.*?)```/gs),
  ];
  // No test depends on the network: the layers are there as they are drawn.
  const drawn = example.replace("weights: 'DEFAULT'", 'weights: null');
  assert.notEqual(drawn, example);
  const printed = await run(drawn, { photos: 'test/data/pictures' });
  assert.match(printed, /Epoch 1\/1.*Linear\(in_features=512, out_features=2, bias=True\)/s);
  assert.equal(others.length, 0);
});

test('the examples of docs/models.md look into a model and check one', async () => {
  const [look, judge, ...others] = [...read('docs/models.md').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, code]) => code,
  );
  const seen = await run(look);
  assert.match(seen, /├─Linear: 1-3 +\[64, 10\] +13,530/);
  assert.match(seen, /\d Linear \(2\) \[64, 10\], 13,530 parameters <- \d/);
  assert.match(seen, /By program, as it runs/);
  assert.match(await run(judge), /sums: 9 of 9 checks passed/);
  assert.equal(others.length, 0);
});

test('the examples of docs/engine.md explain a step, and train on all devices and on one that is chosen', async () => {
  const [[, explaining], [, devices], ...others] = [
    ...read('docs/engine.md').matchAll(/```ts\n(.*?)```/gs),
  ];
  process.env.GRADBOOK_CPU_DEVICES = '4';
  const explained = await run(transformSync('explaining.ts', explaining).code);
  assert.match(explained, /stablehlo\.dot_general.*\n104726528 Sequential\.0\n/s);
  assert.match(
    await run(devices),
    /Epoch 2\/2.*\n4 \[ 'cpu:0', 'cpu:1', 'cpu:2', 'cpu:3' \] true\ncpu:1 cpu:1/,
  );
  assert.equal(others.length, 0);
});

test('the example of docs/precision.md trains in mixed precision, and the other finds a NaN', async () => {
  const [[, mixed], [, anomaly], ...others] = [
    ...read('docs/precision.md').matchAll(/```ts\n(.*?)```/gs),
  ];
  assert.match(await run(mixed), /Epoch 2\/2.*\n65536 0\n$/);
  const { code } = transformSync('anomaly.ts', anomaly);
  assert.match(
    await run(code),
    /AnomalyError: log gave NaN in Net at .*example\.mjs:\d+:\d+: its result/,
  );
  assert.equal(others.length, 0);
});

test('the example of docs/tensor.md indexes as PyTorch does', async () => {
  const [[, example]] = [...read('docs/tensor.md').matchAll(/```ts\n(.*?)```/gs)];
  const lines = (await run(example)).trim().split('\n').slice(-6);
  assert.match(
    lines.join(' '),
    /\[ 3, 1 \].*\[ 6, 4 \].*\[ 3, 4, 5, 6 \] \[ 1, 3 \] \[ \[ 0 \], \[ 15 \] \]/,
  );
});

test('the examples of docs/evaluation.md show a plot for each picture of the page', async () => {
  const printed = await run(programOf('evaluation'));
  const pictures = [...read('docs/evaluation.md').matchAll(/!\[.+?\]\((.+?)\)/g)];
  assert.equal(printed.match(/^plotly figure/gm)?.length, pictures.length);
  for (const [, file] of pictures) {
    assert.ok(existsSync(path.join(packageRoot, 'docs', file)), file);
  }
  const accuracy = Number(/^accuracy +(0\.\d+)/m.exec(printed)?.[1]);
  assert.ok(accuracy > 0.8, printed);
});

test('the README shows a picture that is there', () => {
  for (const [, file] of read('README.md').matchAll(/!\[.*?\]\((.*?)\)/g)) {
    assert.ok(existsSync(path.join(packageRoot, file)), file);
  }
});

test('ARCHITECTURE.md names every folder of kernel/ and src/, and no others', () => {
  const named = new Set(
    [...read('ARCHITECTURE.md').matchAll(/`((?:kernel|src)\/[\w/]+)\/`/g)].map(([, name]) => name),
  );
  const folders = (parent: string) =>
    readdirSync(path.join(packageRoot, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`);
  const real = [...folders('kernel'), ...folders('src'), ...folders('src/xla')];
  for (const folder of real.filter((name) => name !== 'src/xla' && name !== 'kernel/logo')) {
    assert.ok(named.has(folder), `${folder} is not named`);
  }
  for (const name of named) assert.ok(existsSync(path.join(packageRoot, name)), `${name} is gone`);
});
