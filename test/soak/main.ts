/**
 * `npm run soak`: long loads on the kernel and the engine, judged. Exits with 1 when a figure is over its limit.
 *
 *   npm run soak                               all, at full length
 *   npm run soak -- interrupts --turns 200 --seed 7
 */
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/error-message.js';
import { SOAKS } from './table.js';

const HELP = `npm run soak -- [${SOAKS.map(({ name }) => name).join('|')}] [options]
  --turns N   how long each is (default: its full length)
  --seed N    what chance decides follows from it (default: 1)`;

/** Ends the process where it is asked for something that is not there. */
function refuse(why: string): never {
  console.error(`${why}\n\n${HELP}`);
  process.exit(2);
}

function parsed() {
  try {
    return parseArgs({
      options: { turns: { type: 'string' }, seed: { type: 'string', default: '1' } },
      allowPositionals: true,
    });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

function wholeNumber(option: string, given: string): number {
  return /^\d+$/.test(given) ? Number(given) : refuse(`--${option} is "${given}", no number.`);
}

const { values, positionals } = parsed();
const unknown = positionals.find((name) => !SOAKS.some((soak) => soak.name === name));
if (unknown !== undefined) refuse(`There is no soak "${unknown}".`);
const chosen = SOAKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const seed = wholeNumber('seed', values.seed);
const length = values.turns === undefined ? undefined : wholeNumber('turns', values.turns);

let failures = 0;
for (const soak of chosen) {
  const turns = length ?? soak.turns;
  const began = performance.now();
  const figures = await soak.run(turns, seed);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${soak.name}: ${turns} turns in ${seconds} s, seed ${seed}`);
  for (const { name, value, most } of figures) {
    const passes = value <= most;
    if (!passes) failures += 1;
    const verdict = passes ? 'ok' : 'TOO MUCH';
    console.log(
      `  ${name.padEnd(44)} ${value.toFixed(2).padStart(9)}  at most ${most}  ${verdict}`,
    );
  }
}
process.exit(failures === 0 ? 0 : 1);
