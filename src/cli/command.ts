/** What a command of the command line is. */

/** An option, as `node:util`'s parseArgs takes it, and what `--help` says of it. */
export interface Option {
  /** A `pair` takes a name and a value, and may be given several times. */
  type: 'boolean' | 'string' | 'pair';
  short?: string;
  /** A string that may be given several times. */
  multiple?: boolean;
  /** What a string option's value is called, as `DIR`. */
  value?: string;
  summary: string;
}

export interface Arguments {
  /** A string option, as `--name`. */
  text(option: string): string | undefined;
  /** All values of a string option that may be given several times. */
  texts(option: string): readonly string[];
  /** All names and values of a pair option. */
  pairs(option: string): readonly (readonly [name: string, value: string])[];
  /** Whether a flag, as `--user`, was given. */
  flag(option: string): boolean;
  positionals: readonly string[];
}

export interface Command {
  name: string;
  /** What it does, in a line. */
  summary: string;
  /** After `gradbook`, as `install [--user]`. */
  usage: string;
  options: Readonly<Record<string, Option>>;
  /** How many positional arguments it takes, at least and at most. */
  positionals?: readonly [number, number];
  /** @returns the exit status. */
  run(args: Arguments): Promise<number> | number;
}

/** The command line was used wrongly; the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
