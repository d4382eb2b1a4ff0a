/** The history that sessions leave behind, and that kernels share. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import Database from 'libsql';
import { newFolder } from '../new-folder.js';
import { type KernelClient, withKernel } from './client.js';

const ask = async (kernel: KernelClient, content: object) =>
  (await kernel.request('history_request', { output: false, raw: true, ...content })).reply.history;

test('inputs outlive their session, which ranges and searches find again', async () => {
  const file = path.join(await newFolder(), 'sub', 'history.sqlite');
  const env = { GRADBOOK_HISTORY: file };
  await withKernel({ env }, async (kernel) => {
    await kernel.run('1 + 41');
    await kernel.run("'€𝒳'");
    await kernel.request('shutdown_request', { restart: false }, 'control');
  });
  assert.equal(statSync(file).mode & 0o777, 0o600);
  await withKernel({ env }, async (kernel) => {
    await kernel.run('"here"');
    // Nothing that anybody would want again.
    await kernel.run(' \n');
    const tail = await ask(kernel, { hist_access_type: 'tail', n: 3, output: true });
    assert.deepEqual(tail, [
      [1, 1, ['1 + 41', '42']],
      [1, 2, ["'€𝒳'", "'€𝒳'"]],
      [2, 1, ['"here"', "'here'"]],
    ]);
    const before = { hist_access_type: 'range', session: -1, start: 1, stop: 2 };
    assert.deepEqual(await ask(kernel, before), [[1, 1, '1 + 41']]);
    assert.deepEqual(await ask(kernel, { ...before, session: 1 }), [[1, 1, '1 + 41']]);
    assert.deepEqual(await ask(kernel, { ...before, session: 0 }), [[0, 1, '"here"']]);
    const search = { hist_access_type: 'search', pattern: '*4[01]*', n: 5 };
    assert.deepEqual(await ask(kernel, search), [[1, 1, '1 + 41']]);
  });
});

test('kernels at the same time write to the same file, each its own session', async () => {
  const env = { GRADBOOK_HISTORY: path.join(await newFolder(), 'history.sqlite') };
  await withKernel({ env }, (first) =>
    withKernel({ env }, async (second) => {
      await Promise.all([first.run('"a"'), second.run('"b"')]);
      // Asking writes what waits.
      for (const kernel of [first, second]) await ask(kernel, { hist_access_type: 'tail', n: 0 });
      const entries = await ask(first, { hist_access_type: 'tail', n: 5 });
      assert.deepEqual(entries.map(([, , input]: string[]) => input).sort(), ['"a"', '"b"']);
      assert.deepEqual(new Set(entries.map(([session]: number[]) => session)), new Set([1, 2]));
    }),
  );
});

test('a result is kept with its own input, also where another cell came meanwhile', () =>
  withKernel({}, async (kernel) => {
    const { reply } = await kernel.request('create_subshell_request', {}, 'control');
    const slow = kernel.send('execute_request', {
      code: "await new Promise((go) => { globalThis.go = go; console.log('waits'); }); 'slow'",
    });
    await kernel.until(() => slow.text() !== '');
    const quick = kernel.send('execute_request', { code: "go(); 'quick'" }, 'shell', {
      subshell: reply.subshell_id,
    });
    await kernel.finished(quick);
    await kernel.finished(slow);
    const tail = await ask(kernel, { hist_access_type: 'tail', n: 2, output: true });
    assert.deepEqual(
      tail.map(([, , [, output]]: [number, number, string[]]) => output),
      ["'slow'", "'quick'"],
    );
  }));

test('while another program holds the file, requests are answered, and what cells add is kept', async () => {
  const file = path.join(await newFolder(), 'history.sqlite');
  const env = { GRADBOOK_HISTORY: file, GRADBOOK_DEBUG: 'history' };
  await withKernel({ env }, async (kernel) => {
    const tail = { hist_access_type: 'tail', n: 5 };
    assert.deepEqual(await ask(kernel, tail), []);
    const other = new Database(file);
    other.exec('BEGIN EXCLUSIVE');
    await kernel.run('"while it is held"');
    await kernel.until(() => kernel.stderr.includes('were not written'));
    const { reply } = await kernel.request('history_request', tail);
    assert.match(reply.evalue, /locked/);
    other.exec('COMMIT');
    other.close();
    assert.deepEqual(await ask(kernel, tail), [[1, 1, '"while it is held"']]);
  });
});

test('a file that can not be used costs the history of other sessions, and nothing else', async () => {
  // Below /proc no folder can be made, and the system says that one is missing.
  for (const folder of ['/dev/null', '/proc/gradbook']) {
    const env = { GRADBOOK_HISTORY: path.join(folder, 'history.sqlite') };
    await withKernel({ env }, async (kernel) => {
      assert.equal((await kernel.run('1 + 1')).result, '2');
      assert.deepEqual(await ask(kernel, { hist_access_type: 'tail', n: 5 }), [[1, 1, '1 + 1']]);
    });
  }
});

test('a damaged file is put aside, also one that is damaged meanwhile, and another one begun', async () => {
  const folder = await newFolder();
  const file = path.join(folder, 'history.sqlite');
  const damage = () => writeFileSync(file, 'no database '.repeat(1000));
  const tail = { hist_access_type: 'tail', n: 5, output: true };
  damage();
  await withKernel({ env: { GRADBOOK_HISTORY: file } }, async (kernel) => {
    await kernel.run('"a"');
    assert.deepEqual(await ask(kernel, tail), [[1, 1, ['"a"', "'a'"]]]);
    damage();
    await kernel.run('"b"');
    assert.deepEqual(await ask(kernel, tail), [[1, 2, ['"b"', "'b'"]]]);
    damage();
    assert.deepEqual(await ask(kernel, { hist_access_type: 'range', session: 0 }), []);
    assert.match(kernel.stderr, /The history in .* is damaged: a new one is begun/);
  });
  const aside = readdirSync(folder).filter((name) => name.includes('.damaged-'));
  assert.equal(aside.length, 3);
  for (const name of aside)
    assert.match(readFileSync(path.join(folder, name), 'latin1'), /^no data/);
});
