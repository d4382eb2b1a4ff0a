/** How values are shown, through the real kernel. What programs print is in output.test.ts. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

describe('displays', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    // Warnings of types would stand among what is shown.
    await kernel.run('%types off');
  });
  after(() => kernel.stop());

  const bundle = async (code: string) => {
    const cell = await kernel.run(code);
    assert.equal(cell.reply.status, 'ok', cell.traceback);
    assert.equal(cell.text('stderr'), '');
    return cell.contents('execute_result')[0]?.data;
  };

  test('collections, dates, errors and instances are readable text', async () => {
    for (const [code, text] of [
      ['new Map([["a", new Set([1])]])', "Map(1) { 'a' => Set(1) { 1 } }"],
      ['new Float32Array([1, 2.5])', 'Float32Array(2) [ 1, 2.5 ]'],
      ['new Date(0)', '1970-01-01T00:00:00.000Z'],
      ['class P { x = 1; #y = 2; get z() { return 3 } }\nnew P()', 'P { x: 1 }'],
      ['/a/g', '/a/g'],
      ['123n', '123n'],
      ['Symbol("s")', 'Symbol(s)'],
      ['(function named() {})', '[Function: named]'],
    ] as const) {
      assert.deepEqual(await bundle(code), { 'text/plain': text }, code);
    }
    const error = await bundle('new RangeError("too far", { cause: new Error("inner") })');
    assert.match(error['text/plain'], /^RangeError: too far[\s\S]*\[cause\]: Error: inner/);
  });

  test("colours, depth and lengths are those of Node's own settings", async () => {
    const settings = '(await import("node:util")).inspect.defaultOptions';
    await kernel.run(`${settings}.colors = true; ${settings}.depth = 0`);
    assert.deepEqual(await bundle('({ a: 1, b: {} , c: { d: 1 } })'), {
      'text/plain': '{ a: \u001b[33m1\u001b[39m, b: {}, c: \u001b[36m[Object]\u001b[39m }',
    });
    await kernel.run(`${settings}.colors = false; ${settings}.depth = 2`);
  });

  test('a promise shows at once, holds nothing back, and shows again when it is settled', async () => {
    const cell = await kernel.run('let go; new Promise((resolve) => { go = resolve })');
    const [shown] = cell.contents('display_data');
    assert.deepEqual(shown.data, { 'text/plain': 'Promise { <pending> }' });
    await kernel.run('go({ a: 1 }); 0');
    await kernel.until(() => cell.contents('update_display_data').length === 1);
    const [update] = cell.contents('update_display_data');
    assert.deepEqual(update.transient, shown.transient);
    assert.equal(update.data['text/plain'], 'Promise { { a: 1 } }');
  });

  test('a promise that fails shows why at its cell', async () => {
    const cell = await kernel.run('let stop; new Promise((_, reject) => { stop = reject })');
    await kernel.run('stop(new Error("no luck"))');
    await kernel.until(() => cell.contents('update_display_data').length === 1);
    const [update] = cell.contents('update_display_data');
    assert.match(update.data['text/plain'], /Promise \{\s+<rejected> Error: no luck/);
  });

  test('an async function that is done at once is a result, shown as its value is', async () => {
    const html = '{ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>" }) }';
    assert.deepEqual(await bundle('(async () => 5)()'), { 'text/plain': 'Promise { 5 }' });
    const data = await bundle(`(async () => (${html}))()`);
    assert.equal(data['text/html'], '<b>');
    assert.match(data['text/plain'], /^Promise \{/);
  });

  test('display() of a promise updates, a handle clears, metadata goes along', async () => {
    const cell = await kernel.run(`
      let settle; const p = new Promise((resolve) => { settle = resolve });
      const h = display(p, { metadata: { 'text/plain': { note: 1 } } }); settle(3); await p;
      await new Promise((resolve) => setTimeout(resolve)); h.clear();`);
    assert.deepEqual(cell.contents('display_data')[0].metadata, { 'text/plain': { note: 1 } });
    assert.deepEqual(
      cell.contents('update_display_data').map(({ data }) => data['text/plain']),
      ['Promise { 3 }', ''],
    );
  });

  test('an array of objects is a table; what is not regular stays text', async () => {
    const data = await bundle('[{ a: 1, b: "x<y" }, { a: 2, c: [3] }]');
    assert.equal(
      data['text/html'],
      '<table><thead><tr><th>a</th><th>b</th><th>c</th></tr></thead><tbody>' +
        '<tr><td>1</td><td>x&lt;y</td><td></td></tr><tr><td>2</td><td></td><td>[ 3 ]</td></tr>' +
        '</tbody></table>',
    );
    assert.equal(data['text/plain'], "[ { a: 1, b: 'x<y' }, { a: 2, c: [ 3 ] } ]");
    for (const code of ['[1, 2]', '[{ a: 1 }, 2]', '[{}]', '[new Date(0)]', '[]']) {
      assert.deepEqual(Object.keys(await bundle(code)), ['text/plain'], code);
    }
    const long = await bundle('Array.from({ length: 1000 }, (_, i) => ({ i }))');
    assert.equal(long['text/html'].match(/<tr>/g).length, 51);
    assert.match(long['text/html'], /<p>1,000 rows, 1 columns<\/p>$/);
  });

  test("Arrow's and Arquero's tables and Polars' frames are tables, known by their shape", async () => {
    const arrow = await bundle(`({
      schema: { fields: [{ name: 'n' }, { name: 'word' }] }, numRows: 60,
      getChildAt: (i) => ({ get: (row) => (i === 0 ? BigInt(row) : 'w' + row) }),
    })`);
    assert.match(arrow['text/html'], /<th>n<\/th><th>word<\/th>.*<td>1n<\/td><td>w1<\/td>/);
    assert.match(arrow['text/plain'], /^n {4}word\n0n {3}w0\n[\s\S]*\n60 rows, 2 columns$/);
    const arquero = await bundle(`({
      columnNames: () => ['b', 'a'], numRows: () => 70,
      objects: ({ limit }) => Array.from({ length: limit }, (_, i) => ({ a: i, b: '<' + i })),
    })`);
    assert.match(arquero['text/html'], /^<table><thead><tr><th>b<\/th><th>a<\/th>/);
    assert.match(
      arquero['text/html'],
      /<td>&lt;49<\/td><td>49<\/td><\/tr><\/tbody><\/table><p>70 rows/,
    );
    assert.match(arquero['text/plain'], /^b +a\n<0 +0\n/);
    const polars = await bundle(`const df = {
      schema: { n: { toJSON: () => ({ DataType: 'Int64' }) } }, height: 2,
      head: () => df, toRecords: () => [{ n: 1n }, { n: 2n }],
    }; df`);
    assert.deepEqual(polars['application/vnd.dataresource+json'], {
      data: [{ n: 1 }, { n: 2 }],
      schema: { fields: [{ name: 'n', type: 'integer' }] },
    });
    assert.match(polars['text/html'], /<td>1n<\/td>/);
  });

  test('pictures are known by their bytes, or by toDataURL', async () => {
    for (const [bytes, mime] of [
      ['[0xff, 0xd8, 0xff]', 'image/jpeg'],
      ['[...Buffer.from("GIF89a")]', 'image/gif'],
      ['[...Buffer.from("RIFF0000WEBP")]', 'image/webp'],
      ['[...Buffer.from("%PDF-1.7")]', 'application/pdf'],
    ] as const) {
      assert.ok(mime in (await bundle(`Uint8Array.from(${bytes})`)), mime);
    }
    const canvas = await bundle('({ toDataURL: () => "data:image/webp;base64,AAAA" })');
    assert.equal(canvas['image/webp'], 'AAAA');
  });

  test('nodes are drawn, an SVG with its namespace; so are charts of Vega and Vega-Lite', async () => {
    const svg = await bundle('({ outerHTML: "<svg width=\'1\'><g/></svg>" })');
    assert.equal(
      svg['image/svg+xml'],
      '<svg xmlns="http://www.w3.org/2000/svg" width=\'1\'><g/></svg>',
    );
    assert.equal((await bundle('({ outerHTML: "<p>x</p>" })'))['text/html'], '<p>x</p>');
    for (const [schema, mime] of [
      ['vega-lite/v5', 'application/vnd.vegalite.v5+json'],
      ['vega-lite/v6', 'application/vnd.vegalite.v6+json'],
      ['vega/v5', 'application/vnd.vega.v5+json'],
    ] as const) {
      const spec = { $schema: `https://vega.github.io/schema/${schema}.json`, mark: 'bar' };
      assert.deepEqual((await bundle(`(${JSON.stringify(spec)})`))[mime], spec);
    }
  });

  test('values that lie, throw, turn in circles or are huge are shown, and the kernel lives', async () => {
    for (const code of [
      '({ get outerHTML() { throw 1 }, get toDataURL() { throw 2 }, get $schema() { throw 3 } })',
      'const r = Proxy.revocable({}, {}); r.revoke(); r.proxy',
      '[r.proxy]',
      '({ a: r.proxy })',
      'new Proxy({}, { get() { throw 1 }, has() { throw 2 }, ownKeys() { throw 3 }, getPrototypeOf() { throw 4 } })',
      'new Proxy({}, { has: () => true, get: () => () => undefined })',
      'const c = { $schema: "https://vega.github.io/schema/vega/v5.json" }; c.c = c; c',
      'const rows = [{ a: 1 }]; rows[0].rows = rows; rows',
      '({ toDataURL() { return 5 }, toSpec() { return null } })',
      '({ [Symbol.for("nodejs.util.inspect.custom")]() { throw { toString() { throw 1 } } } })',
      'Array.from({ length: 1e7 }, (_, i) => i)',
      'new Float64Array(1e7)',
      'new Array(1e7)',
      '"x".repeat(1e8)',
      'Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ["k" + i, i]))',
      'Array.from({ length: 100 }, () => "y".repeat(1e5))',
      'Array.from({ length: 50 }, () => ({ y: "y".repeat(1e5) }))',
      'Object.create(null)',
      '({ __proto__: null, constructor: 5 })',
    ]) {
      const cell = await kernel.run(code);
      assert.equal(cell.reply.status, 'ok', `${code}: ${cell.traceback}`);
      const text: string = cell.result ?? '';
      assert.ok(text.length > 0 && text.length < 250_000, `${code}: ${text.length} characters`);
    }
    assert.equal((await kernel.run('1 + 1')).result, '2');
    const bad = '{ get [Symbol.toStringTag]() { throw new Error("no tag"); } }';
    assert.equal(
      (await kernel.run(`({ a: 1, b: [2], c: ${bad}, get d() { throw 1; } })`)).result,
      '{\n  a: 1,\n  b: [ 2 ],\n  c: <object that cannot be shown: no tag>,\n  d: [Getter],\n}',
      'one member does not hide the others',
    );
    const keys = await bundle(
      'Object.fromEntries(Array.from({ length: 2e3 }, (_, i) => ["k" + i, i]))',
    );
    assert.match(keys['text/plain'], /k99: 99,\n {2}\.\.\. 1,900 more properties\n\}$/);
  });

  test('a display that lies is shown as text, and why', async () => {
    for (const method of [
      '{ throw r }',
      '{ return 5 }',
      '{ const c = {}; c.c = c; return { "application/json": c } }',
      '{ return Promise.reject(new Error("late")) }',
      '{ return { get "text/html"() { throw 1 } } }',
      '{ return { "text/html": { b: 1 } } }',
    ]) {
      const cell = await kernel.run(
        `var r = {}; ({ a: 1, [Symbol.for('Jupyter.display')]() ${method} })`,
      );
      assert.equal(cell.reply.status, 'ok', cell.traceback);
      assert.match(cell.result ?? '', /a: 1/);
      assert.match(cell.text('stderr'), /^This value could not show itself: /);
    }
  });

  test('the console does what that of Node does', async () => {
    const code = `
      console.table([[1, 2], [3, 4]]); console.table(new Map([['a', 1]])); console.table(5);
      console.group('outer'); console.log('a\\nb'); console.groupCollapsed('inner');
      console.warn('w'); console.groupEnd(); console.groupEnd(); console.log('out');
      console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });
      console.assert(true, 'never'); console.assert(false, 'said %s', 'so'); console.assert(false);
      console.count(); console.count('x'); console.count(); console.countReset(); console.count();
      console.log('%s is %d and %o%%', 'x', 5, [1]); console.info('i'); console.debug('d');
      console.error(new Error('e').message); console.timeEnd('none');
      new console.Console(process.stdout).log('own'); console.Console(process.stderr).log('err');`;
    const node = spawnSync(process.execPath, ['-e', code], { encoding: 'utf8', timeout: 120_000 });
    const cell = await kernel.run(`${code};`);
    assert.equal(cell.text(), node.stdout);
    const complaints = (text: string) => text.replace(/^(.*Warning:|\(Use ).*\n/gm, '');
    assert.equal(complaints(cell.text('stderr')), complaints(node.stderr));
    const timed = await kernel.run(
      'console.time("t"); console.timeLog("t", 5); console.timeEnd("t")',
    );
    assert.match(timed.text(), /^t: [\d.]+ms 5\nt: [\d.]+ms\n$/);
    const traced = await kernel.run('function here() { console.trace("at", 1) }\nhere()');
    assert.match(traced.text('stderr'), /^Trace: at 1\n {4}at here \(cell \d+:1:\d+\)/);
  });
});
