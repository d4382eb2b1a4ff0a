/** What is written straight to the file descriptors 1 and 2. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { KernelClient, withKernel } from './client.js';

/** Writes past Node, as native code does. */
const NATIVE = `import koffi from 'koffi';
  const write = koffi.load(null).func('long write(int descriptor, const char *text, size_t count)');
  const native = (descriptor: number, text: string) => write(descriptor, text, text.length);`;

describe('writes to file descriptors', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run(
      `import { execSync, spawn, spawnSync } from 'node:child_process'; import { writeSync } from 'node:fs';`,
    );
  });
  after(() => kernel.stop());

  /** The streams of a cell in their order, as `out:text` and `err:text`. */
  async function streams(code: string): Promise<string> {
    const cell = await kernel.run(code);
    assert.equal(cell.reply.status, 'ok', cell.traceback);
    assert.equal(cell.kinds.at(-1), 'idle');
    let last = '';
    return cell
      .contents('stream')
      .map(({ name, text }) => {
        const isSame = name === last;
        last = name;
        return isSame ? text : `${name.slice(3)}:${text}`;
      })
      .join('');
  }

  test('by native code are output of the cell, between what is printed before and after', async () => {
    await kernel.run(NATIVE);
    const wait = '{ const end = performance.now() + 2; while (performance.now() < end); }';
    assert.equal(
      await streams(
        `console.log('a'); native(1, 'b\\n'); ${wait} console.log('c'); native(2, 'd\\n'); 0`,
      ),
      'out:a\nb\nc\nerr:d\n',
    );
  });

  test('by a program that inherits them are output of the cell, in their place', async () => {
    for (const [to, stream] of [
      ['1', 'out'],
      ['2', 'err'],
    ]) {
      assert.equal(
        await streams(
          `console.log('a'); execSync('echo b >&${to}', { stdio: 'inherit' }); console.log('c');`,
        ),
        stream === 'out' ? 'out:a\nb\nc\n' : 'out:a\nerr:b\nout:c\n',
      );
    }
  });

  test('by a program that the cell awaits are all there before idle', async () => {
    const text = await streams(
      `await new Promise((end) => spawn('sh', ['-c', 'for i in 1 2 3; do echo $i; done'], { stdio: 'inherit' }).on('exit', end)); undefined`,
    );
    assert.equal(text, 'out:1\n2\n3\n');
  });

  test('by fs.writeSync keep their place to the letter', async () => {
    const text = await streams(
      `for (let i = 0; i < 50; i++) { console.log(i); writeSync(1, i + '!\\n'); writeSync(1, Buffer.from('-xyz-'), 1, 3); }`,
    );
    assert.equal(text, `out:${Array.from({ length: 50 }, (_, i) => `${i}\n${i}!\nxyz`).join('')}`);
  });

  test('of 20 MB arrive whole and in order', async () => {
    const cell = await kernel.run(`spawnSync('seq', ['2500000'], { stdio: 'inherit' }).status`);
    const text = cell.text();
    const lines = text.split('\n');
    assert.equal(lines.length, 2_500_001);
    assert.ok(lines.every((line, i) => i === 2_500_000 || line === String(i + 1)));
    assert.equal(cell.result, '0');
  });

  test('by a program that inherits them keep working when a Node was such a program', async () => {
    const code = `spawnSync(process.execPath, ['-e', 'process.stdout.write("x".repeat(300_000)); setTimeout(() => {}, 50)'], { stdio: 'inherit' }); spawnSync('head', ['-c', '300000', '/dev/zero'], { stdio: 'inherit' }).status`;
    const cell = await kernel.run(code);
    assert.equal(cell.text().length, 600_000);
    assert.equal(cell.result, '0');
  });

  test('end with an interrupt, and the kernel goes on', async () => {
    const cell = kernel.send('execute_request', {
      code: `spawnSync('yes', [], { stdio: 'inherit' })`,
    });
    await kernel.until(() => cell.text().length > 100_000);
    kernel.send('interrupt_request', {}, 'control');
    await kernel.finished(cell);
    kernel.forget();
    assert.equal((await kernel.run('1 + 1')).result, '2');
  });
});

describe("the kernel's real stderr", () => {
  test("gets V8's last words, whole, and what programs that survive the kernel write", () =>
    withKernel({}, async (kernel) => {
      await kernel.run(NATIVE);
      await kernel.run(
        `import { spawn } from 'node:child_process';
         spawn('sh', ['-c', 'sleep 1; echo survived >&2'], { stdio: 'inherit', detached: true }).unref();`,
      );
      await heirOf(kernel);
      kernel.send('execute_request', {
        code: `native(2, 'x'.repeat(200) + 'last words'); process.kill(process.pid, 'SIGKILL')`,
      });
      await kernel.exit();
      for (let tries = 0; tries < 200 && !kernel.stderr.includes('survived'); tries++)
        await delay(50);
      assert.match(kernel.stderr, /x{200}last words/);
      assert.match(kernel.stderr, /survived/);
    }));

  test("gets the kernel's own log, and no cell does", () =>
    withKernel({ env: { GRADBOOK_DEBUG: 'wire,cells' } }, async (kernel) => {
      const cell = await kernel.run('"logged"');
      await kernel.until(() => /\[cells\].*"logged"/.test(kernel.stderr));
      assert.deepEqual(cell.contents('stream'), []);
      assert.match(kernel.stderr, /\[wire\]/);
    }));
});

test('the program that outlives the kernel ends behind it', () =>
  withKernel({}, async (kernel) => {
    await kernel.run('1');
    const heir = await heirOf(kernel);
    await kernel.request('shutdown_request', { restart: false }, 'control').catch(() => {});
    await kernel.exit();
    const isThere = () => readdirSync('/proc').includes(String(heir));
    for (let tries = 0; tries < 200 && isThere(); tries++) await delay(50);
    assert.ok(!isThere());
  }));

/** The process that waits for the end of a kernel, once there is one. */
async function heirOf({ process }: KernelClient): Promise<number> {
  for (;;) {
    for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
        const isChild = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) === process.pid;
        if (isChild && readFileSync(`/proc/${entry}/cmdline`, 'latin1').includes('read _')) {
          return Number(entry);
        }
      } catch {
        // It has ended meanwhile.
      }
    }
    await delay(50);
  }
}
