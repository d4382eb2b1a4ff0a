/** Finds the command, reads its options and runs it. */

import { parseArgs } from 'node:util';
import { messageOf } from '../error-message.js';
import { didYouMean, nearest } from '../nearest.js';
import { packageVersion } from '../setup/index.js';
import { type Arguments, type Command, UsageError } from './command.js';
import { commands } from './commands/index.js';
import { explain } from './explain.js';
import { takePairs } from './pairs.js';

/** @returns the exit status: 0 done, 1 failed, 2 used wrongly. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  // Of a reader that has gone, as `head` does: the work goes on.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-V') {
    console.log(packageVersion());
    return 0;
  }
  try {
    const command = find(name);
    if (rest.includes('--help') || rest.includes('-h')) {
      console.log(helpOf(command));
      return 0;
    }
    return await command.run(readArguments(command, rest));
  } catch (error) {
    return explain(error);
  }
}

function find(name: string): Command {
  const command = commands.find((known) => known.name === name);
  if (command !== undefined) return command;
  const names = commands.map((known) => known.name);
  const hint = didYouMean(name, names).trimEnd() || `Known are ${names.join(', ')}.`;
  throw new UsageError(`there is no command '${name}'. ${hint}`);
}

function readArguments(command: Command, argv: readonly string[]): Arguments {
  const { rest, pairs } = takePairs(argv, command.options);
  const { values, positionals } = parse(command, rest);
  const [least, most] = command.positionals ?? [0, 0];
  if (positionals.length < least || positionals.length > most) {
    throw new UsageError(`usage: gradbook ${command.usage}`);
  }
  return {
    positionals,
    pairs: (option) => pairs.get(option) ?? [],
    texts: (option) => {
      const value = values[option];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (option) => values[option] === true,
    text: (option) => {
      const value = values[option];
      return typeof value === 'string' ? value : undefined;
    },
  };
}

function parse(command: Command, argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: parsed(command), allowPositionals: true });
  } catch (error) {
    const message = messageOf(error);
    const typed = /'(?:-\w, )?--?([\w-]+)/.exec(message)?.[1] ?? '';
    const meant = nearest(typed, Object.keys(command.options));
    const hint = meant && meant !== typed ? `Did you mean '--${meant}'? ` : '';
    throw new UsageError(`${message.split('. ')[0]}. ${hint}usage: gradbook ${command.usage}`);
  }
}

/** The options that Node's parser reads. */
function parsed({ options }: Command) {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, { type, short, multiple }]) =>
      type === 'pair'
        ? []
        : [[name, { type, ...(short && { short }), ...(multiple && { multiple }) }]],
    ),
  );
}

function overview(): string {
  const lines = table(commands.map(({ name, summary }) => [name, summary]));
  return `Train models in TypeScript notebooks.\n\n  gradbook COMMAND [--help]\n  gradbook --version\n\n${lines}`;
}

function helpOf({ summary, usage, options }: Command): string {
  const lines = Object.entries(options).map(([name, option]): [string, string] => {
    const short = option.short ? `-${option.short}, ` : '';
    return [`${short}--${name}${option.value ? ` ${option.value}` : ''}`, option.summary];
  });
  const explained = lines.length > 0 ? `\n\n${table(lines)}` : '';
  return `${summary}\n\n  gradbook ${usage}${explained}`;
}

function table(lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}
