import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compileCell } from '../../kernel/cells/compile.js';
import { completeness } from '../../kernel/cells/completeness.js';
import { positionAt } from '../../kernel/cells/position.js';
import { hasComputingLoop } from '../../kernel/cells/slow-loop.js';
import { memberAt, nameAt } from '../../kernel/language/expression-at.js';
import { codePointLength, toCodePoints, toCodeUnits } from '../../kernel/requests/code-points.js';
import { tooDeep } from '../../kernel/text/nesting.js';
import { ConnectionError, parseConnection } from '../../kernel/wire/connection.js';
import { Codec, FrameError } from '../../kernel/wire/frames.js';
import { newHeader } from '../../kernel/wire/outgoing.js';

function compiled(code: string) {
  const result = compileCell(code, '$k');
  assert.equal(result.status, 'ok');
  return result;
}

describe('compiling a cell', () => {
  test('a cell that shows nothing has no value, which would have to be fetched', () => {
    assert.match(compiled('function f() {}').javascript, /\n;void 0$/);
    assert.match(compiled('1 + 1').javascript, /1 \+ 1$/);
  });

  test('imports become calls that bind what they name', () => {
    const { javascript } = compiled(
      'import d, { a as b } from "x"; import * as ns from "y"; import "z"',
    );
    assert.match(
      javascript,
      /let \{ "default": d, "a": b \} = await \$k\.import\("x", undefined, \{"default":"unused","a":"unused"\}\)/,
    );
    assert.match(javascript, /let ns = await \$k\.import\("y"/);
    assert.match(javascript, /await \$k\.import\("z"/);
  });

  test('another name for what may be a type alone is no error, unless the cell uses it as a value', () => {
    const text = (code: string) => compiled(code).javascript;
    assert.match(text('import T = Z.T; let t: T = 1'), /T = \$k\.aliased\(\(\) => Z\.T\)/);
    assert.match(text('namespace N { import T = Z.T; export const t: T = 1 }'), /aliased/);
    assert.doesNotMatch(text('import T = Z.T; new T()'), /aliased/);
  });

  test('imports of types leave no trace', () => {
    assert.doesNotMatch(compiled('import type { A } from "x"; let n = 1').javascript, /import/);
  });

  test('a nameless default has the name that it has in a module', () => {
    for (const text of ['() => 1', 'function () {}', 'class {}', '(async () => {})']) {
      const { javascript } = compiled(`export default ${text};`);
      const [, expression = ''] = /(\(\{ default.*\}\)\.default);/.exec(javascript) ?? [];
      assert.equal(new Function(`return ${expression}.name`)(), 'default', javascript);
    }
  });

  test('only a cell that ends in an expression has a value to show', () => {
    for (const code of ['1', 'f();', 'x; // c', '"text"', 'let a = 1; a', 'export default 1']) {
      assert.ok(compiled(code).endsInExpression, code);
    }
    for (const code of [
      'let a = 1',
      'a; interface B {}',
      'namespace N { export const x = 1 }',
      'if (a) b',
      '',
    ]) {
      assert.ok(!compiled(code).endsInExpression, code);
    }
  });

  test('places in the JavaScript lead back to the cell, past moved functions and types', () => {
    const code =
      'interface A {}\nconst x: A = 1;\nfunction f(a: A): never {\n  throw new Error("here");\n}\nf(x);';
    const { javascript, original } = compiled(code);
    for (const mark of ['Error("here")', 'f(x)']) {
      const found = original(positionAt(javascript, javascript.indexOf(mark)));
      assert.deepEqual(found, positionAt(code, code.lastIndexOf(mark)), mark);
    }
  });

  test('a cell without types runs as it is written, and its places stay', () => {
    for (const code of [
      '-a?.b?.(1)  ;  // c',
      'for (const x of y) { label: a = b ? c : d }',
      'let o = { a,b }\n;[[1,2].map(x=>x)]',
    ]) {
      const { javascript, original } = compiled(code);
      assert.ok(javascript.includes(code), javascript);
      const end = positionAt(javascript, javascript.length);
      assert.deepEqual(original(end), positionAt(code, code.length), code);
      assert.equal(original({ line: 1, column: 1 }), undefined);
    }
  });

  test('what is TypeScript, what Node does not know yet and what a script reads otherwise is compiled', () => {
    for (const code of [
      'f<number>(1)',
      '(x?) => x',
      'a!',
      'class A { x? }',
      'class A { m?() {} }',
      'class A { private x }',
      'class A { readonly x }',
      'class A { declare x }',
      'class A extends B { override x = 1 }',
      'class A { x!: number }',
      'class A { @d x }',
      'class A { accessor x }',
      'abstract class A {}',
      'enum A {}',
      'using x = y',
      'a<!--b',
      'a-->b',
    ]) {
      assert.ok(!compiled(code).javascript.endsWith(code), code);
    }
  });

  test('what is no TypeScript gives a problem with its place', () => {
    const result = compileCell('let a = 1;\nconst = 5;', '$k');
    assert.equal(result.status, 'invalid');
    assert.deepEqual(positionAt('let a = 1;\nconst = 5;', result.problem.offset), {
      line: 2,
      column: 7,
    });
  });

  test('brackets nested deeper than the parsers can are refused, and no text counts as brackets', () => {
    const deep = (count: number) => `${'('.repeat(count)}1${')'.repeat(count)}`;
    compiled(deep(900));
    compiled(`const text = ${JSON.stringify('['.repeat(20_000))} // ${'{'.repeat(20_000)}`);
    const result = compileCell(deep(20_000), '$k');
    assert.equal(result.status, 'invalid');
    assert.match(result.problem.message, /nested more than 1000 deep/);
    assert.equal(result.problem.offset, 1000);
    assert.equal(completeness(deep(20_000)).status, 'invalid');
  });

  /** What nests without brackets: its beginning `count` times, and what ends it. */
  const NESTED: readonly (readonly [what: string, deep: (count: number) => string])[] = [
    ['arrows', (count) => `${'x => '.repeat(count)}1`],
    ['conditions', (count) => `${'a ? b : '.repeat(count)}c`],
    ['conditions over lines', (count) => `a${'\n  ? b\n  : a'.repeat(count)}`],
    ['type arguments', (count) => `let x: ${'A<'.repeat(count)}B${'>'.repeat(count)}`],
    ['operators of types', (count) => `type T = ${'keyof '.repeat(count)}U`],
    ['elements', (count) => `x = ${'<a>'.repeat(count)}${'</a>'.repeat(count)}`],
    ['assignments', (count) => `${'a = '.repeat(count)}1`],
    ['loops', (count) => `${'for (;;) '.repeat(count)};`],
    ['else', (count) => `${'if (a) b; else '.repeat(2 * count)}c`],
    ['calls', (count) => `a${'.b()'.repeat(count)}`],
    ['sums', (count) => `a${' + a'.repeat(count)}`],
  ];
  for (const [what, deep] of NESTED) {
    test(`${what} nested deeper than the parsers can are refused`, () => {
      compiled(`${deep(300)};`);
      for (const code of [deep(60_000), `!ls\n${deep(60_000)}`, `${deep(60_000)}?`]) {
        assert.equal(completeness(code).status, 'invalid');
      }
      const result = compileCell(deep(60_000), '$k');
      assert.equal(result.status, 'invalid');
      assert.match(result.problem.message, /nested more than 1000 deep/);
    });
  }

  test('what stands side by side is not nested, however much there is of it', () => {
    for (const line of [
      'a = x => y ? 1 : 2;',
      'a = x => y ? 1 : 2',
      "a = 'text'",
      'let a1: Map<string, Set<number>>',
      'f(a => b, c ? d : e);',
      'for (let i = 0; i < n; i++) f(i)',
      'if (a < b) { c = d } else { e }',
      'class A<T> { m(): T { return x } }',
    ]) {
      assert.equal(tooDeep(`${line}\n`.repeat(20_000)), undefined, line);
    }
    assert.equal(
      tooDeep(`x = <ul>${'<li a="1" b={2}>text</li><br/>'.repeat(20_000)}</ul>`),
      undefined,
    );
    assert.equal(tooDeep(`x = [${'a => b ? c : d, '.repeat(20_000)}]`), undefined);
  });
});

test('a loop that only computes is told from one that spends its time elsewhere', () => {
  for (const code of [
    'let s = 0; for (let i = 0; i < 10; i++) s += Math.sqrt(i);',
    '{ let n = 0; while (n < 5) { n++ } }',
    'if (a) do { x = x * 2 } while (x < 9)',
  ]) {
    assert.ok(hasComputingLoop(code), code);
  }
  for (const code of [
    'for (const batch of loader) step(batch);',
    'for (let i = 0; i < 3; i++) await f();',
    'function f() { for (;;) x++ }',
    'let a = 1',
    'while (true) {}',
    'for (',
  ]) {
    assert.ok(!hasComputingLoop(code), code);
  }
});

test('a text is complete, wants more, or is invalid', () => {
  const status = (code: string) => completeness(code).status;
  for (const code of ['', '1', 'interface P { x: number }', '`a\nb`', '// c'])
    assert.equal(status(code), 'complete', code);
  for (const code of ['f(', 'a +', '`open', '/* open', 'class A { m() {', '`x${', 'if (a)'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of [')(', 'const = 5', "'open", 'let 1a'])
    assert.equal(status(code), 'invalid', code);
  for (const code of ['{ "a": 1,', 'a?.', 'const x', 'const ü', 'const { a }', 'let [a, b]'])
    assert.equal(status(code), 'incomplete', code);
  assert.equal(status('{ "a": 1, "b": 2 }'), 'complete');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a cell's.
  const template = 'x = `a\n${b}\n';
  for (const code of [template, `f(${template}c`, '"a\\', "'a\\\n", 'using x'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of [
    'function f()',
    'export function f(): void',
    'function f(): 1\nasync function f()',
  ])
    assert.equal(status(code), 'incomplete', code);
  for (const code of [
    'function f();',
    'declare function f(): 1',
    'function f(): 1\nfunction f() {}',
  ])
    assert.equal(status(code), 'complete', code);
  for (const code of ['a }', '`a`}']) assert.equal(status(code), 'invalid', code);
  for (const code of ["import('a'", 'import(f(a)', 'import.', 'new.', '({ a()', 'await using x'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of ['<T,>(x: T) =>', 'a = <b c', 'a = <b c={', 'a = <>\n  <b/>', 'f(<a>\n  {'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of ["import('a', 'b', 'c')", 'a = <b></c>', 'a < "b', 'const a = 1; const a = 2'])
    assert.equal(status(code), 'invalid', code);
  for (const code of ['let let = 1', 'break', 'class A { m() { this.#x } }'])
    assert.equal(status(code), 'invalid', code);
  for (const code of [
    '(a, b) =>',
    'x.map((a) => // why',
    'const f = async ({ a }, ...b) =>',
    'f(...',
  ])
    assert.equal(status(code), 'incomplete', code);
  for (const code of ['const a: number', 'let { a }: X', 'export const a: Map<string, X> // c'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of ['function* f()', 'class A { @b c()', 'class A { *m(): X'])
    assert.equal(status(code), 'incomplete', code);
  for (const code of ['(a, b)\n=>', '(1) =>', 'const a: number;', 'const a; const b', 'const a, b'])
    assert.equal(status(code), 'invalid', code);
});

test('the next line is indented behind what the last one opens', () => {
  const indent = (code: string) => {
    const reply = completeness(code);
    return reply.status === 'incomplete' ? reply.indent : undefined;
  };
  for (const code of ['f(', '[1,', 'if (a) { // why', 'if (a)', 'x =>', '({ a: "}"'])
    assert.equal(indent(code), '  ', code);
  for (const code of ['a +', 'f(a)(b) +', '`open']) assert.equal(indent(code), '', code);
  assert.equal(indent('if (a) {\n  b(1);'), '  ');
  assert.equal(indent('%time for (const a of b) {'), '  ');
});

test('the expression before the cursor is found without running anything', () => {
  const at = (code: string) => memberAt(code, code.length);
  assert.deepEqual(at('x + Math.flo'), { object: 'Math', prefix: 'flo', start: 9 });
  assert.equal(at('a.b[0]["c"]?.').object, 'a.b[0]["c"]');
  assert.equal(at('f(1, [2, 3].').object, '[2, 3]');
  assert.equal(at('dangerous().').object, 'undefined');
  assert.equal(at('zeb').object, undefined);
  assert.deepEqual(at('x = { ...zeb'), { object: undefined, prefix: 'zeb', start: 9 });
  assert.equal(at('f(...zeb.').object, 'zeb');
  assert.equal(nameAt('Math.floor(1)', 7), 'Math.floor');
  assert.equal(nameAt('net.forward(', 12), 'net.forward');
});

test('code points and UTF-16 units are told apart', () => {
  const text = 'a𝒳b';
  assert.equal(codePointLength(text), 3);
  assert.equal(toCodeUnits(text, 2), 3);
  assert.equal(toCodePoints(text, 3), 2);
  assert.equal(toCodeUnits(text, 99), text.length);
});

describe('the wire', () => {
  const header = newHeader('status');

  test('a message survives its frames, and every change to them is noticed', () => {
    const body = {
      content: { text: '€𝒳' },
      metadata: { version: '2' },
      buffers: [Buffer.from('b')],
    };
    const frames = new Codec('key')
      .encode([Buffer.from('id')], header, undefined, body)
      .map((part) => Buffer.from(part));
    const message = new Codec('key').decode(frames);
    assert.deepEqual(
      { content: message.content, metadata: message.metadata, buffers: message.buffers },
      body,
    );
    // Buffers are not signed: they are the last frame here.
    frames.pop();
    assert.deepEqual(message.header, header);
    assert.equal(String(message.identities[0]), 'id');
    for (let i = 2; i < frames.length; i++) {
      const changed = frames.with(
        i,
        Buffer.concat([frames[i] ?? Buffer.alloc(0), Buffer.from(' ')]),
      );
      assert.throws(() => new Codec('key').decode(changed), FrameError, `frame ${i}`);
    }
    assert.throws(() => new Codec('other key').decode(frames), FrameError);
  });

  test('a connection file is checked field by field', () => {
    const good = {
      transport: 'tcp',
      ip: '127.0.0.1',
      key: 'k',
      signature_scheme: 'hmac-sha256',
      shell_port: 1,
      control_port: 2,
      iopub_port: 3,
      stdin_port: 4,
      hb_port: 5,
    };
    assert.equal(parseConnection(JSON.stringify(good)).hb_port, 5);
    for (const bad of [
      { hb_port: 'x' },
      { hb_port: 70000 },
      { transport: 'udp' },
      { ip: 1 },
      { signature_scheme: 'md5' },
      { key: 5 },
      { key: undefined },
      { curve_publickey: 'p'.repeat(40) },
      { curve_publickey: 'p'.repeat(40), curve_secretkey: 's'.repeat(39) },
    ]) {
      assert.throws(() => parseConnection(JSON.stringify({ ...good, ...bad })), ConnectionError);
    }
    assert.throws(() => parseConnection('['), ConnectionError);
  });
});
