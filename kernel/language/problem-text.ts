/** Type errors as text: under a cell as warnings, or as the reason why it was not run. */
import type { ErrorContent } from '../wire/outgoing.js';
import type { Problem } from './problems.js';

/** How many type errors of one cell are shown in full. */
const MOST = 10;

/** What is said of a cell that ran in spite of its type errors. */
export function warningText(problems: readonly Problem[], code: string, count: number): string {
  return `${describe(problems, code, count, 'warning').join('\n')}\n`;
}

/** The error of a cell that was not run. */
export function refusal(problems: readonly Problem[], code: string, count: number): ErrorContent {
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return {
    ename: 'TypeScriptError',
    evalue: `${first?.message ?? ''}${more}`,
    traceback: [
      ...describe(problems, code, count, 'error'),
      '',
      'The cell was not run. To run cells in spite of type errors: %types off',
    ],
  };
}

function describe(
  problems: readonly Problem[],
  code: string,
  count: number,
  category: 'error' | 'warning',
): string[] {
  const lines = code.split('\n');
  const shown = problems
    .slice(0, MOST)
    .flatMap(({ range: { start, end }, code: kind, message }) => {
      const line = lines[start.line] ?? '';
      const number = String(start.line + 1);
      const length = start.line === end.line ? end.character - start.character : line.length;
      const gap = ' '.repeat(number.length);
      const before = line.slice(0, start.character).replace(/[^\t]/g, ' ');
      return [
        `cell ${count}:${number}:${start.character + 1} - ${category} TS${kind}: ${message}`,
        `  ${number} | ${line}`,
        `  ${gap} | ${before}${'^'.repeat(Math.max(1, Math.min(length, line.length - start.character)))}`,
      ];
    });
  const left = problems.length - MOST;
  return left > 0 ? [...shown, `... and ${left} more type errors in cell ${count}`] : shown;
}
