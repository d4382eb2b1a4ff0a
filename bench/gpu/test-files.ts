/** Runs a test file on a device, and tells how many tests passed and which did not. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { XlaDevice } from '../../src/xla/plugins/index.js';
import { type Outcome, runNode } from './node-process.js';

const KEPT_LINES = 200;

/** @param file of `dist/test`, without its ending */
export async function runTestFile(file: string, device: XlaDevice): Promise<Outcome> {
  const compiled = fileURLToPath(new URL(`../../test/${file}.test.js`, import.meta.url));
  if (!existsSync(compiled)) throw new Error(`There is no ${compiled}; npm run build makes it.`);
  const env = { GRADBOOK_DEVICE: device, GRADBOOK_CACHE: 'off' };
  const ended = await runNode(['--test-reporter=tap', compiled], env, 'pipe');
  const { status, isLate, output } = ended;
  const count = (key: string) =>
    Number(new RegExp(`^# ${key} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  const passed = count('pass');
  const failed = count('fail') + count('cancelled');
  const wentWell = status === 0 && failed === 0 && passed > 0;
  // A process that dies has no count of its own.
  const figures = { passed, failed: wentWell ? 0 : Math.max(1, failed) };
  const failures = wentWell
    ? []
    : [...(isLate ? ['It took too long.'] : []), ...failuresIn(output)];
  return {
    wentWell,
    figures: { ...figures, failures },
    summary: `${figures.passed} passed, ${figures.failed} failed`,
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
