/** Runs what the documents show, in a process of its own. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from 'oxc-transform';
import { packageRoot } from '../../src/setup/index.js';

/** Runs a file in the project's folder, where `gradbook` is this package, beside the files that it needs. */
export async function run(code: string, files: Record<string, string> = {}): Promise<string> {
  const folder = mkdtempSync(path.join(packageRoot, 'dist', 'example-'));
  try {
    for (const [name, source] of Object.entries(files)) {
      cpSync(path.join(packageRoot, source), path.join(folder, name), { recursive: true });
    }
    const file = path.join(folder, 'example.mjs');
    writeFileSync(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      cwd: folder,
      maxBuffer: 2 ** 26,
    });
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The examples of a page of docs/ that go on from each other, as one program without types. */
export function programOf(page: string): string {
  const text = readFileSync(path.join(packageRoot, 'docs', `${page}.md`), 'utf8');
  const examples = [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  return transformSync(`${page}.ts`, examples.join('\n')).code;
}
