/**
 * What a person who knows TypeScript tries in a cell: completions, inspections, type errors. In the
 * texts `‸` is the cursor. All cases share one kernel, on which the cells of `EARLIER` have run.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

/** The notebook's folder. */
const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "dependencies": { "typed-package": "1.0.0" } }',
  'lib.ts':
    '/** What has an area. */\nexport interface Shape { area: number }\n/** Makes a shape. */\nexport function makeShape(side: number): Shape { return { area: side * side }; }',
  'src/deep.ts': 'export const deep = 1;',
  'data.json': '{ "v": 9 }',
  'node_modules/typed-package/package.json':
    '{ "name": "typed-package", "version": "1.0.0", "types": "index.d.ts", "main": "index.js" }',
  'node_modules/typed-package/index.d.ts':
    'export interface Widget { turn(): void }\n/** Builds a widget. */\nexport declare function makeWidget(size: number): Widget;',
  'node_modules/typed-package/index.js': 'exports.makeWidget = () => ({ turn() {} });',
  'node_modules/untyped/package.json': '{ "main": "index.js" }',
  'node_modules/untyped/index.js': 'exports.anything = { goes: 1 };',
};

/** The cells that have run. */
const EARLIER: readonly string[] = [
  `/** A point in the plane. */
interface Point { x: number; y: number }
/**
 * How far a point is from the origin.
 * @param p where it is
 */
function norm(p: Point): number { return Math.hypot(p.x, p.y); }
enum Color { Red, Green = 5 }
namespace Geometry { export const tau = 6.28; export function turn(angle: number) { return angle; } }
type Mode = 'fast' | 'slow' | 'auto';
function run(mode: Mode, options: { retries?: number; verbose: boolean } = { verbose: false }) { return mode; }
function pick<T, K extends keyof T>(from: T, key: K): Pick<T, K> { return from; }
function read(text: string): Date;
function read(count: number): string;
function read(any: any): any { return any; }`,
  `class Account {
  #secret = 1;
  private inner = 2;
  static opened = 0;
  owner = 'Ada';
  get balance() { return this.#secret + this.inner; }
  /** Puts money in. */
  deposit(amount: number): this { return this; }
}
const account = new Account();
const maybe: { a?: { b: { c: number } } } = {};
const pair: [string, number] = ['a', 1];
const { first, ...others } = { first: 1, second: 'b', third: true };
const headers = { 'content-type': 'json', plain: 1 };
let shape: { kind: 'circle'; radius: number } | { kind: 'square'; side: number } = { kind: 'circle', radius: 1 };
let answer = 42;
let counter = 0;`,
  "let answer = 'text now';",
  "import { makeShape, type Shape } from './lib.ts';\nimport { makeWidget } from 'typed-package';\nimport fs from 'node:fs';",
  'const dynamic = JSON.parse(\'{ "width": 3 }\'); globalThis.fromOutside = { height: 4 };\nlet best = null; const found = []; const cache = {};',
  'best = { score: 1 }; found.push({ id: 7 }); cache["made"] = { late: true };',
  `/** @jsx h */
function h(tag: unknown, props: unknown, ...children: unknown[]) { return { tag, props, children }; }
namespace h { export namespace JSX { export interface IntrinsicElements { box: { width: number; height?: number } } } }
function Card(props: { title: string; closable?: boolean }) { return h('box', props); }
const card = <Card title="one" />;`,
];

interface Wanted {
  /** Among what is offered. */
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  /** All that is offered, in any order. */
  readonly exactly?: readonly string[];
}

const COMPLETIONS: readonly (readonly [what: string, code: string, wanted: Wanted])[] = [
  [
    'members of a type, before anything ran',
    'const p: Point = null!;\np.‸',
    { exactly: ['x', 'y'] },
  ],
  ['a name of an earlier cell', 'nor‸', { has: ['norm'] }],
  ['names of any case', 'ACC‸', { has: ['account', 'Account'] }],
  ['a name of this cell', 'const longName = 1; longN‸', { has: ['longName'] }],
  ['types where a type stands', 'const q: Poi‸', { has: ['Point'] }],
  ['type arguments', 'new Map<string, Poi‸', { has: ['Point'] }],
  ['keys of a generic argument', "pick({ aa: 1, bb: 2 }, '‸')", { exactly: ['aa', 'bb'] }],
  ['what a generic function gives', "pick({ aa: 1, bb: 2 }, 'aa').‸", { exactly: ['aa'] }],
  ['parameters of callbacks', '[1, 2].map((n) => n.toF‸)', { exactly: ['toFixed'] }],
  [
    'a chain of calls',
    '[1].map(String).filter(Boolean).at(0)?.toUpp‸',
    { exactly: ['toUpperCase'] },
  ],
  [
    'a narrowed union',
    "const s = shape; if (s.kind === 'square') s.‸",
    { exactly: ['kind', 'side'] },
  ],
  ['the tags of a union', "shape.kind === '‸'", { exactly: ['circle', 'square'] }],
  ['optional chaining', 'maybe.a?.b.‸', { exactly: ['c'] }],
  ['what may be missing, with the question mark', 'const m = maybe; m.a.‸', { exactly: ['?.b'] }],
  ['destructuring', 'const { ‸ } = account', { has: ['owner', 'deposit'] }],
  ['the rest of destructuring', 'others.‸', { exactly: ['second', 'third'] }],
  ['elements of tuples', 'const [head] = pair; head.toUpp‸', { exactly: ['toUpperCase'] }],
  ['a union of strings as argument', "run('‸')", { exactly: ['fast', 'slow', 'auto'] }],
  ['a union of strings, begun', "run('s‸", { exactly: ['slow'] }],
  ['keys of an argument', "run('fast', { ‸ })", { exactly: ['retries', 'verbose'] }],
  ['keys that are left', "run('fast', { verbose: true, ‸ })", { exactly: ['retries'] }],
  ['keys by satisfies', 'const p = { ‸ } satisfies Point', { exactly: ['x', 'y'] }],
  ['keys in quotes', "headers['‸']", { exactly: ['content-type', 'plain'] }],
  [
    'private members inside',
    'class C { #p = 1; private q = 2; m() { this.‸ } }',
    { exactly: ['#p', 'q', 'm'] },
  ],
  ['private members, begun', 'class C { #p = 1; m() { this.#‸ } }', { exactly: ['#p'] }],
  ['no private members outside, begun', 'account.#‸', { exactly: [] }],
  ['no private members outside', 'account.‸', { exactly: ['owner', 'balance', 'deposit'] }],
  ['static members', 'Account.op‸', { exactly: ['opened'] }],
  ['enum members', 'Color.‸', { has: ['Red', 'Green'] }],
  ['namespace members', 'Geometry.‸', { exactly: ['tau', 'turn'] }],
  ['an awaited value', '(await Promise.resolve(account)).dep‸', { exactly: ['deposit'] }],
  ['a name that was declared anew', 'answer.to‸', { has: ['toUpperCase'], lacks: ['toFixed'] }],
  ['below magics', '%time 1 + 1\n!echo hi\naccount.dep‸', { exactly: ['deposit'] }],
  ['in a cell of a magic', '%%time\naccount.dep‸', { exactly: ['deposit'] }],
  ['behind emoji', 'const s = "👩‍🚀𝒳"; account.dep‸', { exactly: ['deposit'] }],
  ['below a syntax error', 'const broken = (1 + ;\naccount.dep‸', { exactly: ['deposit'] }],
  [
    'in blocks that are not closed',
    'function f() { if (true) { account.dep‸',
    { exactly: ['deposit'] },
  ],
  ['with text behind the cursor', 'account.dep‸;\nconst more = 1;', { exactly: ['deposit'] }],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a cell's.
  ['in a template', '`sum: ${account.dep‸}`', { exactly: ['deposit'] }],
  ['nothing in a string', 'const s = "acc‸"', { exactly: [] }],
  ['a key that is no name', "const o = { 'x-y': 1 }; o.‸", { exactly: ['["x-y"]'] }],
  ['nothing of null', 'null.‸', { exactly: [] }],
  ['nothing in a comment', '// acc‸', { exactly: [] }],
  [
    'exports of a file of the notebook',
    "import { ‸ } from './lib.ts'",
    { has: ['makeShape', 'Shape'] },
  ],
  ['what a file of the notebook gives', 'makeShape(2).‸', { exactly: ['area'] }],
  ['files to import', "import x from './‸'", { has: ['lib.ts', 'src'] }],
  ['files of a folder to import', "import x from './src/‸'", { exactly: ['deep.ts'] }],
  ['packages to import', "import x from 'typed-‸'", { exactly: ['typed-package'] }],
  [
    "Node's modules to import",
    "import x from 'node:fs‸'",
    { has: ['node:fs', 'node:fs/promises'] },
  ],
  ['exports of a package', "import { ‸ } from 'typed-package'", { has: ['makeWidget', 'Widget'] }],
  ['what a package gives', 'makeWidget(1).‸', { exactly: ['turn'] }],
  ['a name to import from a package', 'let w: Widge‸', { has: ['import("typed-package").Widget'] }],
  [
    "a name to import from Node's modules",
    'createHas‸',
    { has: ['(await import("node:crypto")).createHash'] },
  ],
  ['files by a path', "fs.readFileSync('./‸')", { has: ['lib.ts', 'data.json', 'src/'] }],
  ['files by a name', "fs.readFileSync('dat‸')", { exactly: ['data.json'] }],
  ['files of a folder', "await fs.promises.readFile('src/d‸')", { exactly: ['deep.ts'] }],
  ['properties of JSX', '/** @jsx h */\n<Card ‸ />', { has: ['title', 'closable'] }],
  [
    'properties of an intrinsic element',
    '/** @jsx h */\nconst b = <box wi‸',
    { exactly: ['width'] },
  ],
  ['members of what only runs knows', 'dynamic.‸', { has: ['width'] }],
  ['members of a global that only runs knows', 'fromOutside.‸', { has: ['height'] }],
  ['magics', '%ti‸', { exactly: ['%time', '%timeit'] }],
  ['arguments of magics', '%types s‸', { exactly: ['strict'] }],
  ['files for a magic', '%cd sr‸', { exactly: ['src/'] }],
  ['files for a command', 'const a = 1;\n!cat -n dat‸', { exactly: ['data.json'] }],
  ['files in a script', '%%sh\nwc -l src/‸', { exactly: ['deep.ts'] }],
  ['nothing in a cell of HTML', '%%html\n<b>acc‸', { exactly: [] }],
  [
    "a module's names alone in an import",
    "import { mak‸ } from './lib.ts'",
    { exactly: ['makeShape'] },
  ],
  ['no values to import where a type stands', 'let c: createHas‸', { exactly: [] }],
  ['no types to import where a value stands', 'DataLoaderOpt‸', { exactly: [] }],
  [
    'types to import where a type stands',
    'let o: DataLoaderOpt‸',
    { exactly: ['import("gradbook").DataLoaderOptions'] },
  ],
  ['nothing of what an unknown call gives', 'unknownFunction().‸', { exactly: [] }],
];

/** What a name is said to be, by which front ends choose its icon. */
const KINDS: readonly (readonly [code: string, name: string, type: string])[] = [
  ['nor‸', 'norm', 'function'],
  ['Acc‸', 'Account', 'class'],
  ['acc‸', 'account', 'variable'],
  ['Col‸', 'Color', 'enum'],
  ['Geo‸', 'Geometry', 'module'],
  ['let p: Poin‸', 'Point', 'interface'],
  ['let m: Mod‸', 'Mode', 'type'],
  ['makeSh‸', 'makeShape', 'function'],
  ['account.dep‸', 'deposit', 'method'],
  ['account.own‸', 'owner', 'property'],
  ['Color.Gr‸', 'Green', 'enumMember'],
  ['awai‸', 'await', 'keyword'],
  ['DataLoa‸', '(await import("gradbook")).DataLoader', 'class'],
];

const INSPECTIONS: readonly (readonly [what: string, code: string, wanted: readonly RegExp[]])[] = [
  [
    'a function',
    'no‸rm',
    [/function norm\(p: Point\): number/, /How far a point is/, /where it is/],
  ],
  ['what is called', 'norm(‸', [/function norm\(p: Point\): number/]],
  ['what is called, among its arguments', "run('fast', ‸", [/run\(mode: Mode, options/]],
  [
    'overloads',
    're‸ad',
    [/read\(text: string\): Date/, /^function read\(count: number\): string/m],
  ],
  ['the overload that fits', 'read(5‸)', [/read\(count: number\): string/]],
  ['a generic call', "pi‸ck({ aa: 1 }, 'aa')", [/aa: number/]],
  ['a method', 'account.dep‸osit', [/Account\.deposit\(amount: number\)/, /Puts money in/]],
  ['a variable of an earlier cell', 'pai‸r', [/pair: \[string, number\]/]],
  ['a name that was declared anew', 'answ‸er', [/answer: string/, /= 'text now'|= text now/]],
  ['an interface', 'const p: Poi‸nt = null!', [/interface Point/, /A point in the plane/]],
  ['a type', 'const m: Mo‸de = null!', [/type Mode = .*"slow"/]],
  ['an enum member', 'Color.Gr‸een', [/Color\.Green = 5/]],
  ['a key', "run('fast', { verb‸ose: true })", [/verbose: boolean/]],
  [
    'what an imported file declares',
    'make‸Shape',
    [/makeShape\(side: number\): Shape/, /Makes a shape/],
  ],
  [
    'what a package declares',
    'make‸Widget',
    [/makeWidget\(size: number\): Widget/, /Builds a widget/],
  ],
  ["the language's own", 'JSON.strin‸gify', [/stringify\(/, /JavaScript Object Notation/]],
  ['below a syntax error', 'const broken = (1 + ;\nno‸rm', [/function norm/]],
  ['below a magic', '%time 1\nno‸rm', [/function norm/]],
  ['behind emoji', '"👩‍🚀"; no‸rm', [/function norm/]],
  ['what only runs knows', 'dyna‸mic', [/width: 3/]],
  ['a type by its name alone', 'Mode‸', [/type Mode = .*"slow"/]],
  ['an interface by its name alone', 'Poi‸nt', [/interface Point/]],
  ['null', 'null‸', [/^null: null = null$/]],
  ['a magic', '%time‸it f()', [/^%timeit .* CODE/, /how long/]],
  ['a magic above a text', '%%sh‸\nls', [/^%%sh above a script/]],
];

/** What a cell is told, or nothing. */
const WARNINGS: readonly (readonly [what: string, code: string, wanted: RegExp | 'nothing'])[] = [
  [
    'a wrong type',
    'const a1: string = norm({ x: 1, y: 2 })',
    /TS2322: Type 'number' is not assignable to type 'string'/,
  ],
  ['a missing property', 'norm({ x: 1 })', /TS2741: Property 'y' is missing/],
  ['a property too many', 'norm({ x: 1, y: 2, z: 3 })', /TS2353: .*'z'/],
  ['a typing error', '() => account.depost(1)', /TS2551: .*Did you mean 'deposit'/],
  ['a string that is not of the union', "() => run('quick')", /TS2345: .*'"quick"'.*'Mode'/],
  ['a missing argument', '() => norm()', /TS2554: Expected 1 arguments, but got 0/],
  ['no overload', '() => read(true)', /TS2769/],
  ['a key that is none', "() => pick({ aa: 1 }, 'bb')", /TS2345/],
  ['a private member', '() => account.inner', /TS2341: Property 'inner' is private/],
  ['assigning to a constant', '() => { first = 2; }', /'first' because it is a constant/],
  ['what may be undefined', '(p?: Point) => p.x', /TS18048/],
  ['the type of a name that was declared anew', '() => answer.toFixed()', /TS2339|TS2551/],
  ['a missing await', 'async () => { const n: number = Promise.resolve(1); }', /TS2322/],
  ['a class that lacks what it implements', 'class Q implements Point { x = 1 }', /TS2420/],
  ['assigning to what is readonly', '(p: Readonly<Point>) => { p.x = 1; }', /TS2540/],
  ['a wrong argument for a file of the notebook', "() => makeShape('big')", /TS2345/],
  ['a wrong property of JSX', '/** @jsx h */\nconst c2 = <Card title={5} />', /TS2322/],
  ['the line below a magic', '%time 1\nconst none = () => norm()', /^cell \d+:2:20 - /],
  ['values of JSON', 'dynamic.width.toFixed(); dynamic.nothing', 'nothing'],
  ['globals that cells made', 'fromOutside.height + 1', 'nothing'],
  ['what eval declared', '(0, eval)("var evaluated = 1"); 0', 'nothing'],
  ['the name that eval declared', 'evaluated + 1', 'nothing'],
  ['a value that was null at first', 'best.score + 1', 'nothing'],
  ['an array that was empty at first', 'found[0].id + 1', 'nothing'],
  ['a property that was added later', 'cache.made.late', 'nothing'],
  ['a variable that got another type', "counter = 'many'", /TS2322/],
  ['that variable from then on', 'counter.toUpperCase()', 'nothing'],
  ['plain JavaScript', 'function add(a, b) { return a + b; }\nadd(1, 2)', 'nothing'],
  ['a package without types', "import { anything } from 'untyped'; anything.goes", 'nothing'],
  ['require', "const os = require('os'); os.cpus().length", 'nothing'],
  ['top-level await', 'for await (const n of [1]) await n', 'nothing'],
  [
    'decorators',
    'class D { @((_method: () => void, _context: ClassMethodDecoratorContext) => {}) m() {} }',
    'nothing',
  ],
  ['a class that is declared anew', 'class Account { other = 1 }\naccount.owner', 'nothing'],
  ['JSX', '/** @jsx h */\nconst c3 = <Card title="two" />', 'nothing'],
  ['JSX without its pragma', 'const c4 = <Card title="three" />', 'nothing'],
  ['a union that is something by now', 'shape.radius + 1', 'nothing'],
  ['what was optional and is there by now', 'maybe.a = { b: { c: 1 } }; maybe.a.b.c', 'nothing'],
];

describe('what TypeScript knows of cells', () => {
  let kernel: KernelClient;
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-typescript-'));

  before(async () => {
    for (const [name, text] of Object.entries(FILES)) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    kernel = await KernelClient.start({ cwd: folder });
    for (const code of EARLIER) {
      assert.equal((await kernel.run(code)).reply.status, 'ok', code);
    }
    // The server needs a moment to start, and another one to know what may be imported.
    await answers('createHas‸', '(await import("node:crypto")).createHash');
  });
  after(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });

  async function ask(type: string, marked: string, more: object = {}) {
    const [front = '', back = ''] = marked.split('‸');
    const content = { code: front + back, cursor_pos: [...front].length, ...more };
    return (await kernel.request(type, content)).reply;
  }

  /** Waits until types answer: live objects do so far, and know more names or fewer. */
  async function answers(marked: string, only: string): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const { matches } = await complete(marked);
      if (matches.join() === only) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail('the language server does not answer');
  }

  const complete = (marked: string) => ask('complete_request', marked);
  const inspect = (marked: string, detail_level = 0) =>
    ask('inspect_request', marked, { detail_level });

  describe('completes', () => {
    for (const [what, code, { has = [], lacks = [], exactly }] of COMPLETIONS) {
      test(what, async () => {
        const { matches } = await complete(code);
        for (const name of has) assert.ok(matches.includes(name), `${name} is not in ${matches}`);
        for (const name of lacks) assert.ok(!matches.includes(name), `${name} is in ${matches}`);
        if (exactly) assert.deepEqual([...matches].sort(), [...exactly].sort());
      });
    }
  });

  for (const [code, name, type] of KINDS) {
    test(`says that ${name} is a ${type}`, async () => {
      const { metadata } = await complete(code);
      const items: { text: string; type: string }[] = metadata._jupyter_types_experimental;
      assert.equal(items.find(({ text }) => text === name)?.type, type);
    });
  }

  describe('inspects', () => {
    for (const [what, code, wanted] of INSPECTIONS) {
      test(what, async () => {
        const { data } = await inspect(code);
        for (const text of wanted) assert.match(data['text/plain'] ?? '', text);
      });
    }
  });

  test('shows the declaration too, if asked for more', async () => {
    const { data } = await inspect('no‸rm', 1);
    assert.match(data['text/plain'], /Declared in a cell:\n\nfunction norm.*return Math\.hypot/s);
    const variable = await inspect('pai‸r', 1);
    assert.match(variable.data['text/plain'], /const pair: \[string, number\] = \['a', 1\];/);
  });

  test('gives Markdown and HTML', async () => {
    const { data } = await inspect('no‸rm');
    assert.match(data['text/markdown'], /^```typescript\nfunction norm.*\*@param\* `p`/s);
    assert.match(data['text/html'], /^<pre><code>function norm\(p: Point\): number<\/code><\/pre>/);
    assert.match(data['text/html'], /<em>@param<\/em> <code>p<\/code>/);
  });

  test('gives each completion its kind, and the first their signature and documentation', async () => {
    const { metadata } = await complete('account.dep‸');
    const [deposit] = metadata._jupyter_types_experimental;
    assert.equal(deposit.type, 'method');
    assert.match(deposit.signature, /Account\.deposit\(amount: number\)/);
    assert.match(deposit.documentation, /Puts money in/);
  });

  for (const code of [
    'dynamic.noth‸ing',
    'globalThis.noth‸ing',
    'function‸',
    'const‸',
    '1‸',
    'x % time‸',
    '"ans‸wer"',
    '// ans‸wer',
  ]) {
    test(`knows nothing of ${code}`, async () => assert.equal((await inspect(code)).found, false));
  }

  test('shows no value of this', async () => {
    assert.doesNotMatch((await inspect('this‸')).data['text/plain'], /Now:/);
  });

  describe('warns of', () => {
    for (const [what, code, wanted] of WARNINGS) {
      if (wanted === 'nothing') continue;
      test(what, async () => assert.match(await said(code), wanted));
    }
  });

  describe('is silent about', () => {
    for (const [what, code, wanted] of WARNINGS) {
      if (wanted !== 'nothing') continue;
      test(what, async () => assert.equal(await said(code), ''));
    }
  });

  test('knows as much behind 300 more cells', async () => {
    for (let i = 0; i < 300; i++) {
      await kernel.run(
        `function f${i}(n: number) { return { v${i}: n }; }\nconst c${i} = f${i}(${i});`,
      );
    }
    await answers('c299.‸', 'v299');
    const wanted: readonly (readonly [string, string[]])[] = [
      ['c7.‸', ['v7']],
      ['c299.‸', ['v299']],
      ['c29‸', ['c29', ...Array.from({ length: 10 }, (_, i) => `c29${i}`)]],
      ["run('fast', { ‸ })", ['retries', 'verbose']],
    ];
    for (const [code, names] of wanted) {
      const { matches } = await complete(code);
      assert.deepEqual([...matches].sort(), [...names].sort(), code);
    }
  });

  /** What is said of a cell's types, which runs a little longer: it may wait for its check so long. */
  async function said(code: string): Promise<string> {
    const cell = await kernel.run(`${code}\n;await new Promise((end) => setTimeout(end, 100))`);
    assert.notEqual(cell.reply.ename, 'SyntaxError', cell.traceback);
    return cell.text('stderr');
  }
});
