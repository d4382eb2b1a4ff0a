/** Runs test files on a device, and tells how many tests passed and which did not. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { XlaDevice } from '../../src/xla/plugins/index.js';
import { type Outcome, runNode } from './node-process.js';

/** What a file's tests gave. */
interface FileFigures {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  /** The lines of the report that say why, the first of them. */
  readonly failures: readonly string[];
}

const KEPT_LINES = 200;

/** @param files of `dist/test`, without their ending */
export async function runTestFiles(files: readonly string[], device: XlaDevice): Promise<Outcome> {
  const figures: FileFigures[] = [];
  for (const file of files) {
    const one = await runFile(file, device);
    console.log(`  ${file}: ${one.passed} passed, ${one.failed} failed (${one.seconds} s)`);
    figures.push(one);
  }
  const sum = (key: 'passed' | 'failed') => figures.reduce((total, one) => total + one[key], 0);
  return {
    wentWell: sum('failed') === 0 && sum('passed') > 0,
    figures,
    summary: `${sum('passed')} passed, ${sum('failed')} failed`,
  };
}

async function runFile(file: string, device: XlaDevice): Promise<FileFigures> {
  const start = performance.now();
  const compiled = fileURLToPath(new URL(`../../test/${file}.test.js`, import.meta.url));
  if (!existsSync(compiled)) throw new Error(`There is no ${compiled}; npm run build makes it.`);
  const args = ['--test', '--test-reporter=tap', compiled];
  const env = { GRADBOOK_DEVICE: device, GRADBOOK_CACHE: 'off' };
  const { status, output } = await runNode(args, env, 'pipe');
  const count = (key: string) =>
    Number(new RegExp(`^# ${key} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return {
    file,
    passed: count('pass'),
    // A process that dies has no count of its own.
    failed: status !== 0 && failed === 0 ? 1 : failed,
    seconds: Math.round((performance.now() - start) / 1000),
    failures: status === 0 ? [] : failuresIn(output),
  };
}

/** Of a report in TAP: each test that failed, with what follows it about why. */
function failuresIn(report: string): string[] {
  const lines = report.split('\n');
  const kept = lines.filter((_, i) =>
    lines.slice(Math.max(0, i - 12), i + 1).some((before) => /^\s*not ok/.test(before)),
  );
  return (kept.length > 0 ? kept : lines).slice(0, KEPT_LINES);
}
