/** What becomes of compiled programs that are not kept: a process has only so many memory maps for their code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import koffi from 'koffi';
import { device, ones } from '../../src/index.js';
import { registered } from '../../src/xla/registered.js';

const libc = koffi.load(null);
const mmap = libc.func('mmap', 'uintptr_t', [
  'uintptr_t',
  'size_t',
  'int',
  'int',
  'int',
  'int64_t',
]);
const mprotect = libc.func('mprotect', 'int', ['uintptr_t', 'size_t', 'int']);
const munmap = libc.func('munmap', 'int', ['uintptr_t', 'size_t']);
const PAGE = 4096;
const READ = 1;
/** MAP_PRIVATE | MAP_ANONYMOUS */
const ANONYMOUS = 0x22;

const mapsTaken = () => readFileSync('/proc/self/maps', 'latin1').split('\n').length;

/** Memory whose pages differ from their neighbours, so that each is a map. @returns what gives it back */
function takeMaps(count: number): () => void {
  const start = BigInt(mmap(0, count * PAGE, READ, ANONYMOUS, -1, 0));
  for (let page = 0; page < count; page += 2) {
    assert.equal(mprotect(start + BigInt(page * PAGE), PAGE, 0), 0);
  }
  return () => void munmap(start, count * PAGE);
}

/** Each number of elements is a program of its own. */
function compile(from: number, count: number): void {
  for (let size = from; size < from + count; size++) {
    assert.equal(ones([size]).add(1).sum().item(), 2 * size);
  }
}

const isLinux = process.platform === 'linux';

describe('dropped programs', { skip: !isLinux && 'only Linux counts memory maps' }, () => {
  before(() => device('cpu'));

  it('give back the memory of their code, and are compiled anew when they are asked for', () => {
    const { programs } = registered().executor;
    compile(1, 4);
    const before = mapsTaken();
    compile(100, 40);
    assert.ok(mapsTaken() >= before + 80, 'programs take maps');
    programs.forget();
    assert.equal(programs.size, 0);
    assert.ok(mapsTaken() < before + 40, 'programs that are dropped take none');
    compile(100, 1);
  });

  it('are those that have not run for longest, where maps are scarce', () => {
    const { programs, compiler } = registered().executor;
    programs.forget();
    compile(1000, 1);
    const giveBack = takeMaps(33_000);
    try {
      for (let at = 0; at < 40; at++) {
        compile(2000 + at, 1);
        compile(1000, 1);
      }
    } finally {
      giveBack();
    }
    assert.ok(programs.size < 40, `${programs.size} are kept`);
    const known = compiler.compilations + compiler.loads;
    compile(1000, 1);
    assert.equal(compiler.compilations + compiler.loads, known, 'what runs often is kept');
    compile(2000, 1);
    assert.equal(compiler.compilations + compiler.loads, known + 1, 'what came first is not');
  });
});
