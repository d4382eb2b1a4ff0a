/** `gradbook check`: executes a notebook and judges it by what its calls of `check` found. */
import { CHECKS_MIME, type CheckRecord, parseRecord, reasonOf } from '../../check/record.js';
import { readNotebook } from '../../report/notebook-file.js';
import { textTable } from '../../result-table.js';
import { writeWhole } from '../../whole-file.js';
import type { Command } from '../command.js';
import { junitXml, type TestSuite } from '../junit.js';
import { notebookOptions, withExecutedNotebook } from '../notebook-run.js';

export const check: Command = {
  name: 'check',
  summary: 'Execute a notebook with checks of models; the exit status is 1 if one failed.',
  usage: 'check NOTEBOOK [--junit OUT.xml] [--json] [-o OUT.ipynb] [-p NAME VALUE] ...',
  options: {
    junit: { type: 'string', value: 'OUT.xml', summary: 'write the results as JUnit XML' },
    json: { type: 'boolean', summary: 'print the results as JSON, and progress on stderr' },
    ...notebookOptions,
  },
  positionals: [1, 1],
  run(args) {
    const [notebook] = args.positionals;
    const asJson = args.flag('json');
    const print = asJson ? (text: string) => process.stderr.write(text) : undefined;
    return withExecutedNotebook(
      args,
      async ({ output, failure }) => {
        if (failure && !failure.written) throw failure;
        const records = await recordsIn(output);
        // A notebook that was to be checked and holds no check must not look as if all were well.
        const problem =
          failure?.message ??
          (records.length === 0
            ? `${notebook} made no checks: call check(net, { ... }) in a cell.`
            : undefined);
        const passed =
          problem === undefined &&
          records.every(({ results }) => results.every(({ status }) => status === 'passed'));
        const junit = args.text('junit');
        if (junit !== undefined)
          await writeWhole(junit, junitXml(notebook, suites(records, problem)));
        if (asJson) {
          console.log(
            JSON.stringify({ notebook, passed, error: problem, checks: records }, null, 2),
          );
        } else if (records.length > 0) console.log(`\n${table(records)}`);
        if (failure) throw failure;
        if (problem !== undefined) console.error(`gradbook: ${problem}`);
        return passed ? 0 : 1;
      },
      print,
    );
  },
};

/** What all cells' calls of `check` found, in the notebook's order. */
async function recordsIn(file: string): Promise<CheckRecord[]> {
  const { cells } = await readNotebook(file);
  return cells
    .flatMap(({ outputs = [] }) => outputs)
    .flatMap(({ data = {} }) => parseRecord(data[CHECKS_MIME]) ?? []);
}

function table(records: readonly CheckRecord[]): string {
  const results = records.flatMap(({ title, results }) =>
    results.map((result) => ({ title, result })),
  );
  const rows = results.map(({ title, result }) => {
    const { name, kind, status, found, wanted } = result;
    return [title, name, kind, status === 'passed' ? status : status.toUpperCase(), found, wanted];
  });
  const failures = results.filter(({ result }) => result.status !== 'passed');
  const reasons = failures.map(
    ({ title, result }) => `${title}: ${result.name} (${result.kind}): ${reasonOf(result)}`,
  );
  const count = `${results.length - failures.length} of ${results.length} checks passed`;
  const heads = ['Model', 'Check', 'Kind', 'Result', 'Found', 'Wanted'];
  return [textTable(heads, rows, 'left'), '', ...reasons, count].join('\n');
}

function suites(records: readonly CheckRecord[], problem: string | undefined): TestSuite[] {
  const checked = records.map(({ title, results }) => ({
    name: title,
    cases: results.map((result) => ({
      name: `${result.kind}: ${result.name}`,
      seconds: result.milliseconds / 1000,
      status: result.status,
      reason: reasonOf(result),
    })),
  }));
  if (problem === undefined) return checked;
  const broken = { name: 'notebook', seconds: 0, status: 'error', reason: problem } as const;
  return [...checked, { name: 'notebook', cases: [broken] }];
}
