import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { compileCell } from '../../kernel/cells/compile.js';
import { completeness } from '../../kernel/cells/completeness.js';
import { positionAt } from '../../kernel/cells/position.js';
import { findMagics } from '../../kernel/magics/find.js';
import { withoutMagics } from '../../kernel/magics/translate.js';
import { KernelClient } from './client.js';

describe('finding magics in a cell', () => {
  const declared = new Set<string>();
  const found = (code: string) =>
    findMagics(code, {
      isMagic: (name) => ['npm', 'who', 'time', 'sh'].includes(name),
      isDeclared: (name) => declared.has(name),
    }).map(({ name, args }) => (args ? `${name} ${args}` : name));

  test('a magic is a line where a statement may begin', () => {
    assert.deepEqual(found('%npm install x'), ['npm install x']);
    assert.deepEqual(found('let a = 1\n%who\n  %npm ls\na'), ['who', 'npm ls']);
    assert.deepEqual(found('%who\n(1 + 2)'), ['who']);
    assert.deepEqual(found('if (a) {\n  %npm ls\n}'), ['npm ls']);
    assert.deepEqual(found('%npm install a \\\n  b\n1'), ['npm install a \\\n  b']);
  });

  test('what only looks like one stays TypeScript', () => {
    for (const code of [
      'const t = `\n%who\n!ls -la\n`;',
      'const a = total\n  % count;',
      'const a = total\n  %count;',
      'f(\n%who\n)',
      '/*\n%who\n!ls x\n*/',
      '// %who',
      '"%who"',
      'let flag = true;\n!flag && f();',
      'function f(ok) {\n  !ok || g();\n}',
      '!(a || b)',
      '!f(x)',
      '!a.b',
      '!!a',
      '!items.some((x) => {\n  return x;\n}) && f();',
    ]) {
      assert.deepEqual(found(code), [], code);
    }
  });

  test('a command is a line with ! that is no TypeScript, or begins with a name of nothing', () => {
    assert.deepEqual(found('!npm ls'), ['! npm ls']);
    assert.deepEqual(found('!echo "a" > b.txt'), ['! echo "a" > b.txt']);
    assert.deepEqual(found('!./run.sh'), ['! ./run.sh']);
    assert.deepEqual(found('!ls -la'), ['! ls -la']);
    assert.deepEqual(found('!ls'), ['! ls']);
    declared.add('ls').add('la');
    assert.deepEqual(found('!ls -la'), [], 'a variable ls of an earlier cell');
    assert.deepEqual(found('const pwd = 1;\n!pwd'), [], 'a variable of this cell');
  });

  test('a cell magic has all below it, and stands on the first line', () => {
    assert.deepEqual(found('\n%%sh -e\necho 1\n%who'), ['sh -e']);
    assert.deepEqual(found('1\n%%sh'), ['%sh']);
  });

  test('known magics are found also in a cell that does not parse', () => {
    assert.deepEqual(found('%npm install x\n!git status\nconst = 5'), [
      'npm install x',
      '! git status',
    ]);
  });

  test('the text without its magics keeps every other character in its place', () => {
    const code = 'let a = 1;\n%npm install x\n%time f(a)\n!npm ls\na';
    const plain = withoutMagics(code);
    assert.equal(plain, 'let a = 1;\n              \n      f(a)\n       \na');
  });
});

test('is_complete looks through magics', () => {
  const status = (code: string) => completeness(code).status;
  for (const code of ['%npm install x', '!npm ls', '%time f()', '%%sh\nls\n', '%%time\n1 + 1'])
    assert.equal(status(code), 'complete', code);
  for (const code of [
    '%time f(',
    '%who\nif (a) {',
    '%%sh',
    '%%sh\nls',
    '%%time\nfor (;;) {',
    '%%time',
    '!ls \\',
  ])
    assert.equal(status(code), 'incomplete', code);
  assert.equal(status('%npn install x'), 'complete', 'running it says what is wrong');
});

test('errors below a magic, and in the code behind it, keep their places', () => {
  const code = '%npm ls\n%time boom(1)\nlet x: = 5';
  const broken = compileCell(code, '$k');
  assert.equal(broken.status, 'invalid');
  assert.equal(positionAt(code, broken.problem.offset).line, 3);
  const good = compileCell('%npm ls\n%time boom(1)', '$k');
  assert.equal(good.status, 'ok');
  const place = positionAt(good.javascript, good.javascript.indexOf('boom'));
  assert.deepEqual(good.original(place), { line: 2, column: 7 });
});

describe('magics', () => {
  let kernel: KernelClient;
  let folder: string;
  before(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'gradbook magics é-')));
    kernel = await KernelClient.start({ cwd: folder });
  });
  after(async () => {
    await kernel.stop();
    rmSync(folder, { recursive: true });
  });
  const run = async (code: string) => {
    const cell = await kernel.run(code);
    assert.equal(cell.reply.status, 'ok', cell.traceback);
    return cell.text();
  };

  test('%npm installs into the folder of the notebook, where imports find it at once', async () => {
    mkdirSync(path.join(folder, 'hello'));
    writeFileSync(
      path.join(folder, 'hello', 'package.json'),
      '{ "name": "gradbook-hello", "version": "1.0.0", "exports": "./i.mjs", "type": "module" }',
    );
    writeFileSync(path.join(folder, 'hello', 'i.mjs'), 'export const hello = "from the package";');
    const missing = await kernel.run('await import("gradbook-hello")');
    assert.match(missing.traceback, /Cannot find package 'gradbook-hello'/);
    const output = await run(
      '%npm install ./hello\nimport { hello } from "gradbook-hello";\nconsole.log(hello)',
    );
    assert.match(output, /added 1 package[\s\S]*from the package\n$/);
  });

  test('npm that fails fails its cell, and says what npm said', async () => {
    const cell = await kernel.run('%npm nonsense\nconsole.log("not reached")');
    assert.match(cell.traceback, /MagicError: npm nonsense ended with status 1/);
    assert.match(cell.text() + cell.text('stderr'), /Unknown command/);
    assert.doesNotMatch(cell.text(), /not reached/);
  });

  test('a command streams what it prints while it runs', async () => {
    const cell = kernel.send('execute_request', {
      code: '!echo early; until test -e go; do sleep 0.05; done; echo late >&2',
    });
    await kernel.until(() => cell.text() === 'early\n');
    assert.ok(!cell.isIdle);
    writeFileSync(path.join(folder, 'go'), '');
    await kernel.finished(cell);
    assert.equal(cell.text('stderr'), 'late\n');
  });

  test('a command that fails says its status, a script that fails fails its cell', async () => {
    const failed = await kernel.run('!exit 3');
    assert.equal(failed.text('stderr'), '[exit 3: exit status 3]\n');
    assert.equal(failed.reply.status, 'ok');
    const script = await kernel.run('%%sh\necho one\nexit 4');
    assert.equal(script.text(), 'one\n');
    assert.match(script.traceback, /The script of %%sh ended with status 4/);
  });

  test('an interrupt ends a command and all that it started', async () => {
    const cell = kernel.send('execute_request', {
      code: '!sh -c "trap \'\' INT; echo $$ > pid; echo up; while :; do sleep 1; done" & wait',
    });
    await kernel.until(() => cell.text() === 'up\n');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    assert.equal(cell.reply.ename, 'Interrupted');
    const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
    await kernel.until(() => !isAlive(pid));
  });

  test('%cd and %env are those of the kernel and of its commands', async () => {
    assert.equal(await run('%cd hello\n!pwd'), `${folder}/hello\n`.repeat(2));
    assert.equal(await run('%cd -'), `${folder}\n`);
    await run('%env PLACE=hello');
    assert.equal(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
      await run('%cd $PLACE\n! pwd\n%cd ..\n%cd "${PLACE}"'),
      `${folder}/hello\n${folder}/hello\n${folder}\n${folder}/hello\n`,
    );
    await run('%cd ..');
    assert.match((await kernel.run('%cd nowhere')).traceback, /There is no folder .*nowhere/);
    const set = '%env GRADBOOK_X=two words\n%env GRADBOOK_X\nprocess.env.GRADBOOK_X';
    const cell = await kernel.run(`${set}\n`);
    assert.equal(cell.text(), 'two words\n');
    assert.equal(cell.result, "'two words'");
    assert.match((await kernel.run('%env GRADBOOK_Y')).traceback, /Did you mean GRADBOOK_X\?/);
  });

  test('%who lists what cells declared, %reset takes it away', async () => {
    await run('let count = 3; const rows = [1, 2]; function f() {} class Net {}');
    const listed = await run('%who');
    assert.match(listed, /^count +number +3$/m);
    assert.match(listed, /^rows +Array +\[ 1, 2 \]$/m);
    assert.match(listed, /^Net +class$/m);
    assert.match(await run('%reset'), /variables reset/);
    assert.equal(await run('%who'), 'No cell has declared a variable.\n');
    assert.equal((await kernel.run('let count = 4; count')).result, '4');
    assert.match(await run('%who'), /^count +number +4\n$/);
  });

  test('%time and %timeit measure code; the value and the names of %time stay', async () => {
    const timed = await kernel.run('%time const six = 6\n%time six * (await 7)');
    assert.equal(timed.result, '42');
    assert.match(timed.text(), /^(Wall time: [\d.]+ \S+, CPU time: [\d.]+ \S+\n){2}$/);
    const whole = await kernel.run('%%time\nconst a = six;\na + 1');
    assert.equal(whole.result, '7');
    assert.match(await run('%timeit six ** 2'), /^[\d.]+ \S?s ± [\d.]+ \S?s per loop .* 7 runs/);
    assert.match(await run('%%timeit\nawait null;\nsix'), /per loop/);
    const counted = '%timeit -n 3 -r 2 calls += 1  \n%timeit -r1 -n 4 calls += await 10';
    const said = await run(`let calls = 0;\n${counted}`);
    assert.match(said, / 2 runs, 3 loops each\)\n.* 1 run, 4 loops each\)\n$/);
    await run('%%timeit -n 5 -r 1\ncalls += 100;');
    assert.equal((await kernel.run('calls')).result, '546');
    assert.match((await kernel.run('%timeit -n 3')).traceback, /%timeit needs code/);
    assert.match((await kernel.run('%%timeit -n 3 calls\n1')).traceback, /has 'calls' behind it/);
  });

  test('text is shown by its type, or written to a file', async () => {
    const cell = await kernel.run('%%html\n<b>one</b>\n`not a template');
    assert.deepEqual(cell.contents('display_data')[0].data, {
      'text/html': '<b>one</b>\n`not a template',
    });
    const line = await kernel.run('%markdown *two*');
    assert.deepEqual(line.contents('display_data')[0].data, { 'text/markdown': '*two*' });
    const script = await kernel.run('%%javascript\nalert(1)');
    assert.ok('application/javascript' in script.contents('display_data')[0].data);
    assert.equal(await run('%%writefile lib.ts\nexport const n: number = 1;'), 'Writing lib.ts\n');
    await run('%%writefile -a lib.ts\nexport const m = 2;');
    assert.equal((await kernel.run('import { n, m } from "./lib.ts"; n + m')).result, '3');
  });

  test('%lsmagic lists them; a name that is none gets the nearest, and nothing runs', async () => {
    assert.match(await run('%lsmagic'), /^%npm install PACKAGE .* {2}run npm/m);
    const cell = await kernel.run('console.log("runs");\n%tiem f()');
    assert.match(cell.traceback, /There is no magic %tiem\. Did you mean %time\?/);
    assert.match(cell.traceback, /> 2 \| %tiem f\(\)/);
    assert.equal(cell.text(), '');
    assert.match((await kernel.run('%%npm\nx')).traceback, /a line of its own: %npm install/);
    assert.match((await kernel.run('%%tiem\n1')).traceback, /no magic %%tiem\. Did you mean %time/);
    assert.match((await kernel.run('%types strct')).traceback, /Did you mean strict\?/);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
