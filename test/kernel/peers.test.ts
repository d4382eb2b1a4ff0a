/**
 * Notebooks that are written for tslab and for Deno run unchanged and show the same. What the real
 * kernels gave stands in the notebooks; peers/make-references.py put it there.
 */
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { executeNotebook } from '../../src/notebook/index.js';
import { installKernelspec, setUp } from '../../src/setup/index.js';
import { ROOT } from './client.js';

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

interface Notebook {
  cells: { cell_type: string; source: string | string[]; outputs: Output[] }[];
}

interface Shown {
  kind: string;
  text?: string;
  data?: Record<string, unknown>;
}

let folder: string;
before(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradbook-peers-'));
});
after(() => rmSync(folder, { recursive: true }));

test('a notebook for tslab shows what tslab shows', () => compare('tslab', asTslabPrints));

test('a notebook for Deno shows what Deno shows', () => compare('deno', (outputs) => outputs));

/** @param likened our outputs in the way in which the other kernel gives them */
async function compare(name: string, likened: (outputs: Output[]) => Output[]): Promise<void> {
  const source = path.join(ROOT, 'test', 'kernel', 'peers');
  const notebook = path.join(folder, `${name}.ipynb`);
  const output = path.join(folder, `${name}-executed.ipynb`);
  copyFileSync(path.join(source, `${name}.ipynb`), notebook);
  for (const asset of ['square.png', 'area.ts']) {
    copyFileSync(path.join(source, asset), path.join(folder, asset));
  }
  const { python } = await setUp({ report: () => {} });
  await installKernelspec(folder);
  await executeNotebook({ notebook, output, python, kernel: 'gradbook', dataFolder: folder });
  const theirs = read(notebook).cells;
  const ours = read(output).cells;
  assert.equal(ours.length, theirs.length);
  for (const [i, cell] of theirs.entries()) {
    const mine = normal(likened(ours[i]?.outputs ?? []));
    const wanted = normal(cell.outputs);
    const code = joined(cell.source);
    assert.equal(mine.length, wanted.length, `${code}\n${JSON.stringify(mine)}`);
    for (const [j, one] of wanted.entries()) {
      // A text beside a picture is ours to add: it is for clients that show only text.
      const { 'text/plain': text, ...rest } = mine[j]?.data ?? {};
      const data = one.data && 'text/plain' in one.data ? { ...rest, 'text/plain': text } : rest;
      assert.deepEqual(one.data ? { ...mine[j], data } : mine[j], one, code);
    }
  }
}

function read(file: string): Notebook {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function joined(text: string | readonly string[] = ''): string {
  return typeof text === 'string' ? text : text.join('');
}

/** What each stream said in the cell, and the rest in its order. */
function normal(outputs: readonly Output[]): Shown[] {
  const streams = ['stdout', 'stderr'].flatMap((name) => {
    const parts = outputs.filter((output) => output.name === name).map(({ text }) => joined(text));
    return parts.length ? [{ kind: name, text: parts.join('') }] : [];
  });
  const rest = outputs.flatMap(({ output_type, data }) =>
    data ? [{ kind: output_type, data: Object.fromEntries(Object.entries(data).map(part)) }] : [],
  );
  return [...streams, ...rest];
}

function part([mime, data]: [string, unknown]): [string, unknown] {
  return [mime, Array.isArray(data) ? data.join('') : data];
}

/** tslab prints the value of a cell as `console.log` does, and a null not at all. */
function asTslabPrints(outputs: readonly Output[]): Output[] {
  return outputs.flatMap((output) => {
    if (output.output_type !== 'execute_result') return [output];
    const text = joined(output.data?.['text/plain'] as string | string[]);
    const printed = text.replace(/^'(.*)'$/s, '$1');
    return printed === 'null'
      ? []
      : [{ output_type: 'stream', name: 'stdout', text: `${printed}\n` }];
  });
}
