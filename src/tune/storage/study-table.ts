/** The study itself: found by its name, or made. */
import type { Space } from '../space.js';
import type { Direction } from '../trial.js';
import { type Database, numberIn, StorageError, textIn } from './database.js';
import { checkStorable, kindOf, kindOfDimension } from './distribution.js';

/** The key of a study's row. */
export type StudyId = number;

export interface StudyDescription {
  readonly name: string;
  readonly direction: Direction;
  readonly space: Space;
}

/**
 * @param storage how the storage is called in errors
 * @throws StorageError when the study that is there has another direction or other parameters
 * @throws TuneError when a choice can't be stored
 */
export async function openStudy(
  database: Database,
  description: StudyDescription,
  storage: string,
): Promise<StudyId> {
  const { name, direction, space } = description;
  for (const [parameter, dimension] of Object.entries(space)) checkStorable(parameter, dimension);
  const stored = direction.toUpperCase();
  const id = await database.transaction(async () => {
    const [made] = await database.query(
      'INSERT INTO studies (study_name) VALUES (?) ON CONFLICT (study_name) DO NOTHING RETURNING study_id',
      [name],
    );
    if (made) {
      await database.query(
        'INSERT INTO study_directions (direction, study_id, objective) VALUES (?, ?, 0)',
        [stored, numberIn(made, 'study_id')],
      );
    }
    const [found] = await database.query('SELECT study_id FROM studies WHERE study_name = ?', [
      name,
    ]);
    return numberIn(found, 'study_id');
  });
  const directions = await database.query(
    'SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective',
    [id],
  );
  const theirs = directions.map((row) => textIn(row, 'direction'));
  if (theirs.length !== 1 || theirs[0] !== stored) {
    throw new StorageError(
      storage,
      `tune: the study '${name}' in ${storage} has direction ${theirs.join(' and ').toLowerCase()}, and this call ` +
        `says ${direction}. Give the same direction, or another name.`,
    );
  }
  await checkParameters(database, id, description, storage);
  return id;
}

/** A parameter may get another range, but remains of its kind: Optuna refuses to go on otherwise. */
async function checkParameters(
  database: Database,
  study: StudyId,
  { name, space }: StudyDescription,
  storage: string,
): Promise<void> {
  const rows = await database.query(
    `SELECT DISTINCT param_name, distribution_json FROM trial_params
      JOIN trials ON trials.trial_id = trial_params.trial_id WHERE study_id = ?`,
    [study],
  );
  for (const row of rows) {
    const parameter = textIn(row, 'param_name');
    const before = kindOf(textIn(row, 'distribution_json'));
    const dimension = space[parameter];
    const here = dimension && kindOfDimension(dimension);
    if (here !== undefined && here !== before) {
      throw new StorageError(
        storage,
        `tune: parameter '${parameter}' is ${before} in the study '${name}' of ${storage}, and ${here} in this ` +
          'call. Keep it as it was, or give the study another name.',
      );
    }
  }
}
