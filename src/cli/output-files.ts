/** The files that a command is to write: one that can't be written is told before the work, not behind it. */
import { access, constants, stat } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../error-message.js';
import { type Arguments, UsageError } from './command.js';

/** The options that name such a file, each with a name that the file may have in a folder. */
const EXAMPLES = { output: 'executed.ipynb', html: 'report.html', junit: 'checks.xml' } as const;

type OutputOption = keyof typeof EXAMPLES;

/** @throws UsageError as {@link checkOutputFile} */
export async function checkOutputFiles(args: Arguments): Promise<void> {
  for (const option of Object.keys(EXAMPLES) as OutputOption[]) {
    const file = args.text(option);
    if (file !== undefined) await checkOutputFile(option, file);
  }
}

/** @throws UsageError for a folder, and for a place where no file can be made */
export async function checkOutputFile(option: OutputOption, file: string): Promise<void> {
  if (/[\\/]$/.test(file) || (await isFolder(file))) {
    const named = path.join(file, EXAMPLES[option]);
    throw new UsageError(
      `--${option} takes a file, and ${file} is a folder. Name the file: --${option} ${named}`,
    );
  }
  const folder = await nearestExisting(path.dirname(path.resolve(file)));
  if (!(await isFolder(folder))) {
    throw new UsageError(`--${option} ${file} can't be written: ${folder} is no folder.`);
  }
  await access(folder, constants.W_OK).catch((error: unknown) => {
    throw new UsageError(`--${option} ${file} can't be written: ${messageOf(error)}`);
  });
}

/** The first of a path and the folders around it that exists: what is missing below it is made. */
async function nearestExisting(place: string): Promise<string> {
  const exists = await stat(place).then(
    () => true,
    () => false,
  );
  const around = path.dirname(place);
  return exists || around === place ? place : nearestExisting(around);
}

async function isFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() ?? false;
}
