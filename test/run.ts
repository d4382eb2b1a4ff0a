/**
 * Sets up what tests need, runs the compiled tests, prints what failed and closes with
 * `N passed, N failed`.
 *
 *   node dist/test/run.js                 all tests
 *   node dist/test/run.js kernel/ cli/    the test files whose path contains "kernel/" or "cli/"
 *   node dist/test/run.js --name shuffle  the tests whose name contains "shuffle"
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUp } from '../src/setup/index.js';
import { GIVEN_UP } from './patience.js';

const folder = path.dirname(fileURLToPath(import.meta.url));
const { values, positionals } = parseArgs({
  options: { name: { type: 'string' } },
  allowPositionals: true,
});

/** Milliseconds after which a test file counts as failed. */
const FILE_TIMEOUT = 900_000;
/** Seconds after which a test file in which nothing ends is ended, and says what it waited for. */
const PATIENCE = 300;

interface Ended {
  name: string;
  skip?: string | boolean;
  todo?: string | boolean;
  details: { type?: string; error?: { failureType?: string } };
}

/** What takes minutes goes first, so that no core is idle while the last of them runs. */
const LONGEST = [
  'xla/tfjs-suite',
  'parity/tensors',
  'parity/modules',
  'train/devices',
  'bench/gpu',
];
const turnOf = (file: string) => {
  const place = LONGEST.findIndex((part) => file.includes(part));
  return place < 0 ? LONGEST.length : place;
};

const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => !positionals.length || positionals.some((part) => file.includes(part)))
  .sort((a, b) => turnOf(a) - turnOf(b) || a.localeCompare(b))
  .map((file) => path.join(folder, file));

// Tests count compilations, which must not depend on the runs before.
process.env.GRADBOOK_CACHE = 'off';

await setUp().catch((error: Error) => {
  console.error(`The tests could not begin: ${error.message}`);
  process.exit(1);
});

// The files' processes are started with the options of this one.
process.execArgv.push('--import', new URL(`patience.js?seconds=${PATIENCE}`, import.meta.url).href);

const count = { passed: 0, failed: 0, skipped: 0 };
const stream = run({
  files,
  concurrency: 2,
  timeout: FILE_TIMEOUT,
  ...(values.name ? { testNamePatterns: [values.name] } : {}),
});
stream.on('test:pass', (event: Ended) => {
  // A suite passes when its tests do, and a file's own entry when it ends well: neither is a test.
  if (event.details.type === 'suite' || files.includes(event.name)) return;
  if (!isLeftOut(event)) count.passed++;
  else if (!values.name) count.skipped++;
});
stream.on('test:fail', (event: Ended) => {
  if (isLeftOut(event)) count.skipped++;
  else if (!failedByItsTests(event)) count.failed++;
});
const givenUp: string[] = [];
stream.on('test:stderr', ({ message }: { message: string }) => {
  if (message.includes(GIVEN_UP)) givenUp.push(message);
});
stream.compose(new spec()).pipe(process.stdout);
stream.on('end', () => {
  const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
  process.on('exit', () => {
    // Once more, where the end of the output is what one sees.
    for (const message of givenUp) console.log(message.trimEnd());
    console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
  });
  process.exitCode = count.failed > 0 || count.skipped > 0 || count.passed === 0 ? 1 : 0;
});

/** With `--name`, Node reports the tests that it leaves out as skipped. */
function isLeftOut({ skip, todo }: Ended): boolean {
  return Boolean(skip || todo);
}

/** A suite fails with its tests, which are counted; of its own it fails in a hook only. */
function failedByItsTests({ details }: Ended): boolean {
  return details.type === 'suite' && details.error?.failureType === 'subtestsFailed';
}
