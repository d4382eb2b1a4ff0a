/**
 * The kernel, and installing plugins, on the other versions of Node that are supported: the tests of what depends on V8 and
 * on Node's own insides.
 */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../run-program.js';
import { ROOT } from './client.js';

/** The test files that are run: cells in the whole of the language, what is imported, pauses, and all that ends something. */
const CHOSEN = [
  'programs',
  'language',
  'types',
  'changed-files',
  'interrupt',
  'departure',
  'late-output',
  'debugger',
  'cell-errors',
];

const LISTS = path.join(ROOT, 'test', 'kernel', 'nodes');
const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
  readFileSync(path.join(LISTS, 'package.json'), 'utf8'),
);
const VERSIONS = Object.entries(dependencies).map(([name, from]) => ({
  name,
  version: from.split('@')[1] ?? '',
}));
/** The packages are those for this platform. */
const NODES = process.platform === 'linux' && process.arch === 'x64' ? VERSIONS : [];

/** How long an installation, or a file of tests, may take; in milliseconds. */
const LIMIT = 240_000;

/** Installs the pinned versions, once, and gives the path of one. */
async function executable(name: string): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const all = VERSIONS.map(({ version }) => version).join('-');
  const folder = path.join(cache, 'gradbook', 'test', `nodes-${all}`);
  const node = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    for (const list of ['package.json', 'package-lock.json']) {
      copyFileSync(path.join(LISTS, list), path.join(folder, list));
    }
    const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await runProgram('npm', ['ci', ...quiet], { cwd: folder, limit: LIMIT });
  }
  return node;
}

/** Runs a file of tests by another Node, which its kernels run by too. */
async function pass(node: string, name: string, ...options: string[]): Promise<void> {
  const file = fileURLToPath(new URL(`./${name}.test.js`, import.meta.url));
  // A test runner that finds itself within another one reports to that one.
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const { stdout } = await runProgram(node, ['--test', ...options, file], { env, limit: LIMIT });
  assert.match(stdout, /^\S+ fail 0$/m);
  assert.doesNotMatch(stdout, /^\S+ pass 0$/m);
}

for (const { name, version } of NODES) {
  describe(`on Node ${version}`, () => {
    test('that Node is the one that runs', async () => {
      const { stdout } = await runProgram(await executable(name), ['--version']);
      assert.equal(stdout, `v${version}\n`);
    });

    test('a plugin is installed', async () =>
      pass(await executable(name), '../setup/plugin', '--test-name-pattern', 'is fetched once'));

    for (const chosen of CHOSEN) {
      test(`${chosen}.test passes`, async () => pass(await executable(name), chosen));
    }
  });
}
