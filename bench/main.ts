/**
 * `npm run bench`: Gradbook side by side with its peers, in one run on this machine, as tables of ratios.
 *
 *     node dist/bench/main.js [engine|kernel|data|tune] [--quick] [--json FILE] [--profile] [--python PATH] ...
 *
 * Peers are installed by the bench itself (see install.ts); one that can't be is named with the reason.
 */
import { writeFileSync } from 'node:fs';
import { inspect, parseArgs } from 'node:util';
import { messageOf } from '../src/error-message.js';
import { isXlaDevice, platformsOf } from '../src/xla/plugins/index.js';
import { measurePictures, measureTables, picturesTable, tablesTable } from './data/index.js';
import { InstallError } from './install.js';
import { measureKernels } from './kernel/index.js';
import { kernelTable } from './kernel/table.js';
import { machine, machineLine } from './machine.js';
import { firstStepTable, measureFirstStep } from './training/first-step.js';
import { measureTraining, trainingTable } from './training/index.js';
import { FIRST_STEP, TASKS } from './training/networks.js';
import { profileTables, profileTask } from './training/profile.js';
import { measureSearch, measureTogether, searchTable, togetherTable } from './tune/index.js';
import { WorkerError } from './worker.js';

const HELP = `npm run bench -- [engine|kernel|data|tune] [options]
  engine, kernel, data, tune
                          a part of it
  --task NAME             of a part, one task: ${[...TASKS, FIRST_STEP].join(', ')}; pictures, tables; search, together;
                          may be given several times
  --profile               of engine, also where the time of Gradbook's own steps goes: by module, operation and program
  --quick                 fewer and shorter rounds: figures to look at, not to quote
  --json FILE             also writes every sample there
  --python PATH           the Python to make the peers' environments with (default: python3)
  --device NAME           of engine, what Gradbook and PyTorch compute on: ${Object.keys(platformsOf).join(', ')} (default: cpu)
  --jax-python PATH       of engine, a Python that has JAX
  --torch-python PATH     a Python that has PyTorch, instead of installing it (2.5 GB); for data torchvision, pandas
                          and pyarrow too, for tune Optuna`;

/** Ends the process where it is asked for something that is not there. */
function refuse(why: string): never {
  console.error(`${why}\n\n${HELP}`);
  process.exit(2);
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        task: { type: 'string', multiple: true },
        quick: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        json: { type: 'string' },
        python: { type: 'string', default: 'python3' },
        'torch-python': { type: 'string' },
        'jax-python': { type: 'string' },
        device: { type: 'string', default: 'cpu' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return refuse(messageOf(error));
  }
}

const { values: options, positionals } = parsed();
const { quick, python, 'torch-python': torchPython, 'jax-python': jaxPython, device } = options;
const peers = { python, ...(torchPython === undefined ? {} : { torchPython }) };
if (!isXlaDevice(device)) refuse(`There is no device ${device}.`);
const racers = { ...peers, device, ...(jaxPython === undefined ? {} : { jaxPython }) };
const figures: Record<string, unknown> = { machine: machine(), device, quick };

/** Puts figures into the file of samples, so that what fails later loses none, and prints their table. */
function tell<F>(name: string, measured: F, table: (measured: F) => string): void {
  figures[name] = measured;
  if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 1)}\n`);
  console.log(`\n${table(measured)}`);
}

const rounds = quick ? { rounds: 2, turn: 200 } : { rounds: 9, turn: 1000 };
const training = TASKS.map((task) => [
  task,
  async () => {
    tell(task, await measureTraining(task, { ...rounds, ...racers }), trainingTable);
    if (options.profile) tell(`profile of ${task}`, await profileTask(task, racers), profileTables);
  },
]);

/** What is measured, by part and task. */
const PARTS: Readonly<Record<string, Readonly<Record<string, () => Promise<void>>>>> = {
  engine: {
    ...Object.fromEntries(training),
    [FIRST_STEP]: async () =>
      tell(
        FIRST_STEP,
        await measureFirstStep({ rounds: rounds.rounds, ...racers }),
        firstStepTable,
      ),
  },
  kernel: {
    kernels: async () => {
      const asked = quick
        ? { rounds: 1, trivials: 50, declares: 60 }
        : { rounds: 7, trivials: 200, declares: 300 };
      tell('kernels', await measureKernels({ ...asked, python }), kernelTable);
    },
  },
  data: {
    pictures: async () => {
      const asked = quick ? { pictures: 4000, rounds: 2 } : { pictures: 50_000, rounds: 3 };
      tell('pictures', await measurePictures({ ...asked, ...peers }), picturesTable);
    },
    tables: async () => {
      const asked = quick ? { megabytes: 50, rounds: 1 } : { megabytes: 1000, rounds: 2 };
      for (const table of await measureTables({ ...asked, ...peers })) {
        tell(table.kind, table, tablesTable);
      }
    },
  },
  tune: {
    search: async () => {
      const asked = { trials: 100, seeds: quick ? 5 : 20 };
      for (const search of await measureSearch({ ...asked, ...peers })) {
        tell(search.objective, search, searchTable);
      }
    },
    together: async () => {
      const asked = quick ? { rounds: 2, trials: 32 } : { rounds: 5, trials: 64 };
      tell('together', await measureTogether({ ...asked, python }), togetherTable);
    },
  },
};

const [part, ...rest] = positionals;
const wanted = Object.entries(PARTS)
  .filter(([name]) => part === undefined || part === name)
  .flatMap(([, tasks]) => Object.entries(tasks))
  .filter(([name]) => options.task === undefined || options.task.includes(name));
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
if (rest.length > 0) refuse(`It takes one part, and was given ${positionals.join(', ')}.`);
if (wanted.length === 0) {
  refuse(`There is no ${[part, ...(options.task ?? [])].filter(Boolean).join(', ')} to measure.`);
}

console.log(machineLine(machine()));
for (const [name, measure] of wanted) {
  try {
    await measure();
  } catch (error) {
    const isExpected = error instanceof InstallError || error instanceof WorkerError;
    if (!isExpected) process.exitCode = 1;
    console.log(`\n${name}: not measured: ${isExpected ? error.message : inspect(error)}`);
  }
}
console.log('\nx a peer: how many times its time, the median over rounds; below 1 is faster.');
