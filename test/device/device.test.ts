/** device(): what it takes, and what it says when it can't. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { device } from '../../src/device/index.js';

/** What is printed while `body` runs. */
async function printed(body: () => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const log = console.log;
  console.log = (...values: unknown[]) => lines.push(values.join(' '));
  try {
    await body();
  } finally {
    console.log = log;
  }
  return lines.join('\n');
}

test('without a name it takes the XLA CPU where there is no GPU, and says what it tried', async () => {
  const text = await printed(() => device());
  assert.match(text, /^Device: \w+ \(/);
  assert.equal(tf.getBackend(), 'xla');
  assert.match(text, /not cuda: /);
});

test('plain JavaScript can be chosen by name', async () => {
  const text = await printed(() => device('cpu-js'));
  assert.match(text, /Device: cpu-js/);
  assert.equal(tf.getBackend(), 'cpu');
});

test('a device whose package is missing says how to install it, and changes nothing', async () => {
  await printed(() => device('cpu-js'));
  await assert.rejects(device('tensorflow'), (error: Error) => {
    assert.equal(error.name, 'DeviceError');
    assert.match(error.message, /npm install @tensorflow\/tfjs-node-gpu/);
    return true;
  });
  await assert.rejects(device('tfjs-node-gpu'), /npm install @tensorflow\/tfjs-node-gpu/);
  await assert.rejects(device('wasm'), /npm install @tensorflow\/tfjs-backend-wasm/);
  assert.equal(tf.getBackend(), 'cpu');
});

test('an unknown name is answered with the known ones', async () => {
  // @ts-expect-error: not one of the names
  await assert.rejects(device('tpu'), /There is no device 'tpu'.*'cuda'.*'cpu-js'/s);
});
