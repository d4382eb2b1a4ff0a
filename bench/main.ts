/**
 * `npm run bench`: Gradbook side by side with its peers, in one run on this machine, as tables of ratios.
 *
 *     node dist/bench/main.js [engine|kernel] [--quick] [--json FILE] [--python PATH] [--torch-python PATH]
 *
 * Peers are installed by the bench itself (see install.ts); one that can't be is named with the reason.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InstallError } from './install.js';
import { measureKernels } from './kernel/index.js';
import { kernelTable } from './kernel/table.js';
import { machine, machineLine } from './machine.js';
import { firstStepTable, measureFirstStep } from './training/first-step.js';
import { measureTraining, trainingTable } from './training/index.js';
import { TASKS } from './training/networks.js';

const HELP = `npm run bench -- [engine|kernel] [options]
  engine, kernel          a part of it
  --task NAME             of the engine's part, one task: ${TASKS.join(', ')}, first-step
  --quick                 fewer and shorter rounds: figures to look at, not to quote
  --json FILE             also writes every sample there
  --python PATH           the Python to make the peers' environments with (default: python3)
  --torch-python PATH     a Python that has PyTorch, instead of installing it (2.5 GB)`;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    task: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    'torch-python': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const { quick, python, task: wanted } = options;
const [part, ...rest] = positionals;
const isKnown = part === undefined || part === 'engine' || part === 'kernel';
const isTask = wanted === undefined || [...TASKS, 'first-step'].includes(wanted);
if (options.help || !isKnown || !isTask || rest.length > 0) {
  console.log(HELP);
  process.exit(options.help ? 0 : 2);
}

const figures: Record<string, unknown> = { machine: machine(), quick };
console.log(machineLine(machine()));

if (part !== 'kernel') {
  const torchPython = options['torch-python'];
  const peers = { python, ...(torchPython === undefined ? {} : { torchPython }) };
  const rounds = quick ? { rounds: 2, turn: 200 } : { rounds: 9, turn: 1000 };
  for (const task of TASKS.filter((task) => wanted === undefined || task === wanted)) {
    const training = await measureTraining(task, { ...rounds, ...peers });
    figures[task] = training;
    console.log(`\n${trainingTable(training)}`);
  }
  if (wanted === undefined || wanted === 'first-step') {
    const samples = await measureFirstStep({ rounds: rounds.rounds, ...peers });
    figures['first-step'] = samples;
    console.log(`\n${firstStepTable(samples)}`);
  }
}

if (part !== 'engine' && wanted === undefined) {
  const rounds = quick
    ? { rounds: 1, trivials: 50, declares: 60 }
    : { rounds: 7, trivials: 200, declares: 300 };
  try {
    const kernels = await measureKernels({ ...rounds, python });
    figures.kernels = kernels;
    console.log(`\n${kernelTable(kernels)}`);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.log(`\nkernels: not measured, since ipykernel ${error.message}`);
  }
}

console.log(
  '\nx PyTorch, x ipykernel: how many times its time, the median over rounds; below 1 is faster.',
);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 1)}\n`);
