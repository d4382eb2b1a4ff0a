/** `npm run bench -- engine --profile`, and what the bench says where it is asked for something that is not there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { profileTables, profileTask } from '../../bench/training/profile.js';
import { packageRoot } from '../../src/setup/index.js';

test("a task's profile tells its time by module, operation and program", async () => {
  const profile = await profileTask('mlp', { python: 'python3' });
  const tables = profileTables(profile);
  assert.match(tables, /^Profile of Gradbook's training step of 784-512-10/);
  for (const head of ['By module', 'By operation', 'By program']) assert.ok(tables.includes(head));
  const { modules, operations } = profile.answer;
  assert.ok(Array.isArray(modules) && Array.isArray(operations));
  const layer = modules.find(({ path }) => path === 'Sequential.1');
  assert.ok(layer.type === 'Linear' && layer.forward > 0 && layer.backward > 0);
  const products = operations.find(({ name }) => name === 'BatchMatMul');
  // Two layers forward, their weights' gradients, and that of the hidden values: two flops for each product of numbers.
  assert.equal(products.calls, 5);
  assert.equal(Math.round(products.flops), 2 * 64 * (2 * 784 * 512 + 3 * 512 * 10));
});

test('an unknown option, part or task is told, with what there is', () => {
  const bench = (...args: string[]) => {
    const main = path.join(packageRoot, 'dist', 'bench', 'main.js');
    return spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 60_000 });
  };
  for (const [args, message] of [
    [['engine', '--profil'], /^Unknown option '--profil'/],
    [['engin'], /^There is no engin to measure\./],
    [['engine', '--task', 'rnn'], /^There is no engine, rnn to measure\./],
    [['engine', 'kernel'], /^It takes one part, and was given engine, kernel\./],
    [['--device', 'tpu'], /^There is no device tpu\./],
  ] as const) {
    const { status, stderr } = bench(...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.match(stderr, /npm run bench -- \[engine\|kernel\|data\|tune\]/);
  }
});
