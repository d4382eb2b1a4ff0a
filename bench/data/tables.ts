/** A table too large to be held as numbers, read from its first row to its last: how long, and in how much memory. */
import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { enginePlugin, pythonPeer, sources } from '../install.js';
import { type Contestant, interleave, type Samples } from '../rounds.js';
import { figure, samplesTable } from '../table.js';
import type { Command } from '../worker.js';
import { differences, type Pass, Reader } from './reader.js';

export interface TableOptions {
  readonly megabytes: number;
  readonly rounds: number;
  readonly python: string;
  /** A Python that has pandas and pyarrow already; else the bench installs them. */
  readonly torchPython?: string;
}

export interface TableFigures {
  readonly kind: 'CSV' | 'Parquet';
  readonly megabytes: number;
  readonly reference: string;
  /** Seconds a pass over the file, a sample a process. */
  readonly samples: readonly Samples[];
  /** The most memory of each contestant's last process, in MB. */
  readonly peaks: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

const OURS = 'Gradbook, TableStream';
const PANDAS = 'pandas, chunks';
const ARROW = 'pyarrow, record batches';
const COLUMNS = 16;
const CLASSES = 10;
/** Rows that are drawn; the file has them again and again. */
const DIFFERENT = 4096;
/** Numbers are read as 32 bits by some, as 64 by others. */
const MEAN_TOLERANCE = 1e-4;

/** @throws InstallError without pandas and pyarrow, which also write the Parquet file */
export async function measureTables(options: TableOptions): Promise<TableFigures[]> {
  const { python } = options;
  const peer = options.torchPython ?? (await pythonPeer('data', python, '2.6 GB'));
  await enginePlugin(python);
  const script = path.join(sources, 'peers', 'data', 'tables.py');
  const ours = fileURLToPath(new URL('../peers/read-table.js', import.meta.url));
  const theirs = (how: string, file: string): Command => ({
    file: peer,
    args: [script, how, file],
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-tables-'));
  try {
    const csv = path.join(folder, 'table.csv');
    writeCsv(csv, options.megabytes);
    const csvFigures = await measure('CSV', csv, PANDAS, options.rounds, {
      [OURS]: { file: process.execPath, args: [ours, csv] },
      [PANDAS]: theirs('pandas-csv', csv),
      [ARROW]: theirs('arrow-csv', csv),
    });
    rmSync(csv);
    const parquet = path.join(folder, 'table.parquet');
    await promisify(execFile)(peer, [script, 'write', parquet, String(options.megabytes)]);
    const parquetFigures = await measure('Parquet', parquet, ARROW, options.rounds, {
      [OURS]: { file: process.execPath, args: [ours, parquet] },
      [ARROW]: theirs('arrow-parquet', parquet),
    });
    return [csvFigures, parquetFigures];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each pass is one of a new process, since what a process has held once counts for ever. */
async function measure(
  kind: TableFigures['kind'],
  file: string,
  reference: string,
  rounds: number,
  commands: Readonly<Record<string, Command>>,
): Promise<TableFigures> {
  const passes = new Map<string, Pass>();
  const contestants = Object.entries(commands).map(
    ([name, command]): Contestant => ({
      name,
      async measure() {
        const reader = await Reader.start(command);
        try {
          const pass = await reader.read();
          passes.set(name, pass);
          return pass.seconds;
        } finally {
          reader.stop();
        }
      },
    }),
  );
  return {
    kind,
    megabytes: Math.round(statSync(file).size / 1e6),
    reference,
    samples: await interleave(contestants, rounds),
    peaks: Object.fromEntries([...passes].map(([name, { peak }]) => [name, peak])),
    notes: differences(passes, reference, MEAN_TOLERANCE),
  };
}

export function tablesTable({ kind, megabytes, reference, ...rest }: TableFigures): string {
  const peaks = Object.entries(rest.peaks).map(([name, peak]) => [name, figure(peak)] as const);
  const table = samplesTable(rest.samples, {
    title: `a pass over ${megabytes} MB of ${kind}, s`,
    reference,
    columns: { 'peak memory, MB': Object.fromEntries(peaks) },
  });
  return [table, ...rest.notes].join('\n');
}

function writeCsv(file: string, megabytes: number): void {
  const number = () => Math.random().toFixed(6);
  const row = () => {
    const numbers = Array.from({ length: COLUMNS }, number);
    return `${numbers.join(',')},${Math.floor(CLASSES * Math.random())}\n`;
  };
  const rows = Array.from({ length: DIFFERENT }, row).join('');
  const names = Array.from({ length: COLUMNS }, (_, i) => `x${i}`);
  const output = openSync(file, 'w');
  writeSync(output, `${names.join(',')},y\n`);
  for (let size = 0; size < megabytes * 1e6; size += rows.length) writeSync(output, rows);
  closeSync(output);
}
