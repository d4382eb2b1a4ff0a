/**
 * `npm run soak`: long loads on the kernel and the engine, judged. Exits with 1 when a figure is over its limit.
 *
 *   npm run soak                               all, at full length
 *   npm run soak -- interrupts --turns 200 --seed 7
 */
import { parseArgs } from 'node:util';
import { SOAKS } from './table.js';

const { values, positionals } = parseArgs({
  options: { turns: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = SOAKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (chosen.length === 0) {
  console.error(`There is no such soak; there are ${SOAKS.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}

let failures = 0;
for (const soak of chosen) {
  const turns = Number(values.turns ?? soak.turns);
  const began = performance.now();
  const figures = await soak.run(turns, Number(values.seed));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${soak.name}: ${turns} turns in ${seconds} s, seed ${values.seed}`);
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
