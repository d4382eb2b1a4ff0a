/**
 * Runs the compiled tests, prints what failed and closes with `N passed, N failed`.
 *
 *   node dist/test/run.js                 all tests
 *   node dist/test/run.js kernel/         the test files whose path contains "kernel/"
 *   node dist/test/run.js --name shuffle  the tests whose name contains "shuffle"
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = path.dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: { name: { type: 'string' } },
  allowPositionals: true,
});

/** The basics come first, so that a broken build fails in seconds. */
const FIRST = 'tiny.test.js';

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => positionals.every((part) => file.includes(part)))
  .sort((a, b) => Number(b === FIRST) - Number(a === FIRST) || a.localeCompare(b))
  .map((file) => path.join(folder, file));

const count = { passed: 0, failed: 0, skipped: 0 };
const stream = run({
  files,
  concurrency: 2,
  ...(values.name ? { testNamePatterns: [values.name] } : {}),
});

interface Ended {
  skip?: string | boolean;
  details: { type?: string };
  file?: string;
  name: string;
}
/** Suites and the runner's own entry for each file are not tests. */
const isTest = (event: Ended) => event.details.type !== 'suite' && !files.includes(event.name);

stream.on('test:pass', (event: Ended) => {
  if (!isTest(event)) return;
  if (event.skip) count.skipped++;
  else count.passed++;
});
stream.on('test:fail', (event: Ended) => {
  count.failed++;
  void event;
});
stream.compose(spec).pipe(process.stdout);
stream.on('end', () => {
  const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
  process.on('exit', () => {
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  });
  process.exitCode = count.failed || count.passed === 0 ? 1 : 0;
});
