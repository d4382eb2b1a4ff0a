/** A file of tests that hangs is ended, and names the test. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { newFolder } from './new-folder.js';

/** Files that hang, and what is said of them. */
const HANGING: readonly (readonly [how: string, code: string, said: RegExp])[] = [
  [
    'a test',
    'describe("outer", () => { test("first", () => {}); test("endless", () => new Promise(() => setInterval(() => {}, 100))); });',
    /waits for: endless\. The latest that had ended: first\./,
  ],
  [
    'a hook',
    'describe("outer", () => { before(() => new Promise(() => setInterval(() => {}, 100))); test("first", () => {}); });',
    /waits for: \S.*\. No test of it had ended\./,
  ],
  [
    'what a test leaves behind: a server, and a program that has its output',
    'test("first", () => { createServer().listen(0); spawn("sleep", ["600"], { stdio: "inherit" }); });',
    /waits for: .*TCPServerWrap.*\. The latest that had ended: first\./,
  ],
];

for (const [how, code, said] of HANGING) {
  test(`a file is given up that hangs by ${how}`, async () => {
    const file = path.join(await newFolder(), 'hanging.test.mjs');
    const imports =
      'import { before, describe, test } from "node:test"; import { createServer } from "node:net"; import { spawn } from "node:child_process";';
    await writeFile(file, `${imports}\n${code}`);
    const patience = new URL('patience.js?seconds=1', import.meta.url).href;
    // A test that finds itself within another one reports to that one.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const child = spawn(process.execPath, ['--import', patience, file], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaints = '';
    child.stderr.on('data', (text) => {
      complaints += text;
    });
    child.stdout.resume();
    // Its output is over, too: nobody has it any more.
    assert.deepEqual(await once(child, 'close'), [1, null]);
    assert.match(complaints, said);
  });
}
