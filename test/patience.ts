/**
 * Loaded into the process of each file of tests, by `run.ts`: a file in which nothing ends for a long time is ended
 * itself, with all that it started, and says what it waited for. Node has no limit for a single test that is not
 * written at that test.
 *
 * `?seconds=` behind this file's URL is how long it waits.
 */
import { isMainThread } from 'node:worker_threads';
import { allStartedBy, killAll } from './run-program.js';

/** What it says then. */
export const GIVEN_UP = 'was given up: nothing had ended';

const seconds = Number(new URL(import.meta.url).searchParams.get('seconds'));
const [, file = ''] = process.argv;

// Processes and threads that a test starts may inherit this too.
if (isMainThread && /\.test\.m?js$/.test(file)) await watch();

async function watch(): Promise<void> {
  const { afterEach, beforeEach } = await import('node:test');
  const running = new Set<string>();
  let latest = 'No test of it had ended';
  const timer = setTimeout(() => {
    const waitsFor = [...running].join(', ') || process.getActiveResourcesInfo().join(', ');
    console.error(`${file} ${GIVEN_UP} for ${seconds} s. It waits for: ${waitsFor}. ${latest}.`);
    killAll(allStartedBy(process.pid));
    process.exit(1);
  }, 1000 * seconds).unref();
  beforeEach(({ name }) => {
    running.add(name);
    timer.refresh();
  });
  afterEach(({ name }) => {
    running.delete(name);
    latest = `The latest that had ended: ${name}`;
    timer.refresh();
  });
}
