/** device(): what it takes, and what it says when it can't. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs-core';
import { device } from '../../src/device/index.js';
import { newFolder } from '../new-folder.js';
import { runProgram } from '../run-program.js';

/** Runs a program that has the library as `gradbook`, in a process of its own. */
function run(program: string, env: NodeJS.ProcessEnv = {}) {
  const library = new URL('../../src/index.js', import.meta.url).href;
  const text = `const gradbook = await import(${JSON.stringify(library)}); ${program}`;
  const args = ['--input-type=module', '--eval', text];
  return runProgram(process.execPath, args, { env: { ...process.env, ...env } });
}

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

test('without a device our own words say what computes, and what to do', async () => {
  const { stdout, stderr } = await run('console.log(gradbook.tensor([1, 2]).sum().item())');
  assert.match(stdout, /^3/);
  assert.match(stderr, /plain JavaScript.*slow.*await device\(\)/s);
  assert.doesNotMatch(stderr, /tfjs-node/);
});

test('where no plugin is installed, plain JavaScript is taken, and how to install one comes first', async () => {
  const env = { XDG_CACHE_HOME: await newFolder(), GRADBOOK_DEVICE: '' };
  const program = 'await gradbook.device(); console.log(gradbook.tensor([1, 2]).sum().item())';
  const { stdout, stderr } = await run(program, env);
  const [taken, remedy] = stdout.split('\n');
  assert.match(taken, /^Device: cpu-js \(.*plain JavaScript: right, but slow\)/);
  assert.match(remedy, /not cpu: .*npx gradbook engine install cpu/);
  assert.equal(stderr, '');
});

test('what XLA leaves to the host is no plain JavaScript that one should be warned of', async () => {
  const program =
    "await gradbook.device('cpu'); console.log(gradbook.tensor([1, 1]).unique().toArray())";
  assert.equal((await run(program)).stderr, '');
});
