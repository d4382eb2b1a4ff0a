/** The tests that tfjs-core ships for every backend, run on the backend `xla`. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Jasmine from 'jasmine';
import { bundleSuite } from './bundle.js';
import { knownFailures } from './known-failures.js';

/** From dist/test/xla/tfjs-suite/. */
const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** How many there are for a backend like this one, beside those that tfjs-core itself skips. */
const TESTS = 4218;

test('all tests of tfjs-core pass, but those that are listed with their reason', async () => {
  const folder = mkdtempSync(path.join(root, 'node_modules', '.tfjs-suite-'));
  const failed = new Map<string, string>();
  let passed = 0;
  try {
    const bundle = path.join(folder, 'suite.mjs');
    await bundleSuite(root, bundle);
    const runner = new Jasmine({ projectBaseDir: folder });
    runner.clearReporters();
    runner.exitOnCompletion = false;
    runner.randomizeTests(false);
    runner.jasmine.DEFAULT_TIMEOUT_INTERVAL = 60_000;
    runner.addReporter({
      specDone({ fullName, status, failedExpectations }) {
        if (status === 'passed') passed++;
        if (status === 'failed') failed.set(fullName, failedExpectations[0]?.message ?? '');
      },
    });
    await runner.execute([bundle]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const surprises = [...failed].filter(([name]) => !(name in knownFailures));
  assert.deepEqual(surprises, []);
  assert.deepEqual([...failed.keys()].sort(), Object.keys(knownFailures).sort());
  assert.equal(passed + failed.size, TESTS);
});
