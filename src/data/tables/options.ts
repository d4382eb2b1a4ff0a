/** Which columns of a table are what. */
import { didYouMean } from '../../nearest.js';
import { checkRecord, checkText } from '../argument-kinds.js';
import { DatasetError } from '../errors.js';
import type { OnError } from '../reading/index.js';
import type { CsvOptions } from './csv-options.js';
import type { TableSource } from './source.js';

export interface TableOptions extends CsvOptions {
  /** The column that is to be predicted. */
  target: string;
  /** The columns to predict from, in this order. Default: all others. */
  features?: readonly string[];
  /** Features that name categories: each becomes a column of 0 and 1 for each of its values, sorted. */
  oneHot?: readonly string[];
  /** `class`: targets are classes, sorted, int32 `[batch]`; `number`: float32 `[batch, 1]`. Default: classes
   * where a target is no number. */
  targetType?: 'class' | 'number';
  /** Takes rows whose features are empty too: a number is NaN then, a category none of its columns. Default false. */
  allowMissing?: boolean;
  /** `throw` (default) at a row that can't be used, or `skip` such rows and count them. */
  onError?: OnError;
}

/** The options with what was left out, and checked against the table. */
export interface TableColumns {
  readonly target: string;
  readonly features: readonly string[];
  readonly oneHot: readonly string[];
  readonly allowMissing: boolean;
}

/** @throws DatasetError for a column that the table doesn't have, with the nearest name. */
export function columnsOf(source: TableSource, options: TableOptions): TableColumns {
  checkRecord('A table', options, "{ target: 'species' }");
  checkText('A table', 'target, a column,', options.target);
  const { target, oneHot = [], allowMissing = false } = options;
  const features = options.features ?? source.columns.filter((name) => name !== target);
  for (const name of [target, ...features, ...oneHot]) {
    if (source.columns.includes(name)) continue;
    throw new DatasetError(
      `${source.file} has no column '${name}'. ${didYouMean(name, source.columns)}` +
        `Its columns are ${source.columns.join(', ')}.`,
    );
  }
  const stray = oneHot.find((name) => !features.includes(name));
  if (stray !== undefined) {
    throw new DatasetError(`oneHot names '${stray}', which is not among the features.`);
  }
  return { target, features, oneHot, allowMissing };
}
