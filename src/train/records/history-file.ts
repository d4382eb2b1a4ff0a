/** A run's history as a file, for spreadsheets and other programs. */
import path from 'node:path';
import { writeWhole } from '../../whole-file.js';
import { FitError } from '../errors.js';
import type { EpochRecord, History } from '../history.js';

/**
 * Writes a history: `.json` has all of it, `.csv` a row for each epoch. The file appears whole or not at all.
 * @throws FitError for another extension.
 */
export async function saveHistory(history: History, file: string): Promise<void> {
  await writeWhole(file, contentOf(history, path.extname(file)));
}

function contentOf(history: History, extension: string): string {
  switch (extension) {
    case '.json':
      return `${JSON.stringify(history, null, 2)}\n`;
    case '.csv':
      return toCsv(history.epochs);
    default:
      throw new FitError(`saveHistory writes .json and .csv, not '${extension}'.`);
  }
}

function toCsv(epochs: readonly EpochRecord[]): string {
  const columns = [...new Set(epochs.flatMap((record) => Object.keys(record)))];
  const rows = epochs.map((record) => columns.map((column) => record[column] ?? ''));
  return `${[columns.map(quoted), ...rows].map((row) => row.join(',')).join('\n')}\n`;
}

/** Metrics have the names that people give them. See RFC 4180. */
function quoted(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
