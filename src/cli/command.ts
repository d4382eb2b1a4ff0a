/** What a command of the command line is. */
import type { ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

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
  options: Options;
  /** How many positional arguments it takes, at least and at most. */
  positionals?: readonly [number, number];
  /** @returns the exit status. */
  run(args: Arguments): Promise<number> | number;
}

/** The command line was used wrongly; the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
