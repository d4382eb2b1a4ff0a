/**
 * Small programs print in cells what they print in Node. programs/*.txt: a title behind `===`, the
 * program, `---` between its cells. Node runs them as modules, which esbuild takes the types from: another
 * compiler than the kernel's, but for standard decorators. All run in one kernel, so each declares names anew that
 * others have; those of legacy-decorators.txt in another one, whose tsconfig asks for such decorators.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { newFolder } from '../new-folder.js';
import { KernelClient, ROOT } from './client.js';

interface SmallProgram {
  readonly title: string;
  readonly cells: readonly string[];
}

const folder = path.join(ROOT, 'test', 'kernel', 'programs');

function programsOf(file: string): SmallProgram[] {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return text
    .split(/^=== /m)
    .filter(Boolean)
    .map((part) => {
      const [title = '', ...lines] = part.trimEnd().split('\n');
      return { title, cells: lines.join('\n').split(/^---\n/m) };
    });
}

const all = readdirSync(folder).map((file) => [file, programsOf(file)] as const);

/** Runs modules one after the other and prints what each printed, as JSON. */
const RUNNER = `
import { createRequire } from 'node:module';
// What TypeScript makes of \`import fs = require()\` calls it.
globalThis.require = createRequire(import.meta.url);
const outputs = [];
let text = '';
process.stdout.write = (chunk) => { text += chunk; return true; };
for (const file of process.argv.slice(2)) {
  try { await import(file); } catch (error) { text += 'threw ' + error; }
  outputs.push(text);
  text = '';
}
process.stdout.constructor.prototype.write.call(process.stdout, JSON.stringify(outputs));
`;

const LEGACY = 'legacy-decorators.txt';
const TSCONFIG = { compilerOptions: { experimentalDecorators: true } };

/** What Node prints for each program. */
async function nodeOutputs(
  programs: readonly SmallProgram[],
  tsconfigRaw: object,
): Promise<string[]> {
  const place = await newFolder();
  const files = await Promise.all(
    programs.map(async ({ cells }, i) => {
      // An export makes it a module for esbuild too, for which `this` is undefined.
      const { code } = await transform(`${cells.join('\n')}\nexport {};`, {
        loader: 'ts',
        format: 'esm',
        target: 'es2023',
        tsconfigRaw,
      });
      const file = path.join(place, `${i}.mjs`);
      await writeFile(file, code);
      return file;
    }),
  );
  const runner = path.join(place, 'runner.mjs');
  await writeFile(runner, RUNNER);
  const { stdout } = await promisify(execFile)(process.execPath, [runner, ...files], {
    maxBuffer: 1e8,
  });
  return JSON.parse(stdout);
}

for (const isLegacy of [false, true]) {
  const files = all.filter(([file]) => (file === LEGACY) === isLegacy);
  const tsconfig = isLegacy ? TSCONFIG : {};

  describe(`small programs print in cells what they print in Node${isLegacy ? ', by a tsconfig' : ''}`, () => {
    let kernel: KernelClient;
    let expected: Map<SmallProgram, string>;
    before(async () => {
      const programs = files.flatMap(([, some]) => some);
      const outputs = await nodeOutputs(programs, tsconfig);
      expected = new Map(programs.map((program, i) => [program, outputs[i] ?? '']));
      const notebooks = await newFolder();
      await writeFile(path.join(notebooks, 'tsconfig.json'), JSON.stringify(tsconfig));
      kernel = await KernelClient.start({ cwd: notebooks });
      await kernel.run('%types off');
    });
    after(() => kernel.stop());

    for (const [file, programs] of files) {
      for (const program of programs) {
        test(`${file.replace('.txt', '')}: ${program.title}`, async () => {
          let printed = '';
          for (const code of program.cells) {
            const cell = await kernel.run(code);
            assert.equal(cell.traceback, '', code);
            printed += cell.text();
          }
          assert.equal(printed, expected.get(program));
        });
      }
    }
  });
}

test('there are 300 of them', () => {
  const programs = all.flatMap(([, some]) => some);
  assert.ok(programs.length >= 300, String(programs.length));
  assert.equal(new Set(programs.map(({ title }) => title)).size, programs.length);
});
