/** What a command of the command line is. */

/** An option, as `node:util`'s parseArgs takes it, and what `--help` says of it. */
export interface Option {
  type: 'boolean' | 'string';
  short?: string;
  /** What a string option's value is called, as `DIR`. */
  value?: string;
  summary: string;
}

export interface Arguments {
  /** A string option, as `--name`. */
  text(option: string): string | undefined;
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
