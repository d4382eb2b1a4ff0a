/** Runs nbconvert with our template: a notebook in, its page out. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ReportError } from './errors.js';
import type { NotebookFile } from './notebook-file.js';

/** From dist/src/report/ to the folder that holds `template/`, which isn't compiled. */
const TEMPLATES = fileURLToPath(new URL('../../../src/report', import.meta.url));

const ARGUMENTS = [
  ...['-m', 'nbconvert', '--stdin', '--stdout', '--to', 'html', '--template', 'template'],
  `--TemplateExporter.extra_template_basedirs=${TEMPLATES}`,
  '--HTMLExporter.embed_images=True',
];

/**
 * @param folder what pictures in markdown are relative to
 * @throws ReportError when python or nbconvert is missing, or nbconvert fails
 */
export async function convertToHtml(
  python: string,
  notebook: NotebookFile,
  folder: string,
): Promise<string> {
  const child = spawn(python, ARGUMENTS, {
    cwd: path.resolve(folder),
    // A person's own settings of nbconvert don't change reports.
    env: { ...process.env, JUPYTER_NO_CONFIG: '1', PYTHONIOENCODING: 'utf-8' },
  });
  const fail = (why: string, cause?: unknown) =>
    new ReportError('nbconvert', python, `No report: ${why}`, { cause });

  const [stdout, stderr, status] = await new Promise<[string, string, number | null]>(
    (resolve, reject) => {
      const output: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on('data', (part: Buffer) => output.push(part));
      child.stderr.on('data', (part: Buffer) => errors.push(part));
      child.on('error', (cause) =>
        reject(
          fail(`${python} can't be started (${cause.message}). Is it the right Python?`, cause),
        ),
      );
      child.on('close', (code) =>
        resolve([Buffer.concat(output).toString(), Buffer.concat(errors).toString(), code]),
      );
      // A child that ends early says why on stderr; that it didn't read all is no news.
      child.stdin.on('error', () => {});
      child.stdin.end(JSON.stringify(notebook));
    },
  );
  if (/No module named '?nbconvert/.test(stderr)) {
    throw fail(`${python} has no nbconvert. Install it: ${python} -m pip install nbconvert`);
  }
  if (status !== 0) {
    const last = stderr.trim().split('\n').slice(-5).join('\n  ');
    throw fail(`nbconvert ended with status ${status}:\n  ${last}`);
  }
  return stdout;
}
