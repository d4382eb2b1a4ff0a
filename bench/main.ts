/**
 * `npm run bench`: Gradbook side by side with its peers, in one run on this machine, as tables of ratios.
 *
 *     node dist/bench/main.js [--only training|kernel] [--quick] [--json FILE] [--python PATH] [--torch-python PATH]
 *
 * Peers are installed by the bench itself (see install.ts); one that can't be is named with the reason.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InstallError } from './install.js';
import { kernelTables, measureKernels } from './kernel/index.js';
import { machine, machineLine } from './machine.js';
import { measureTraining, trainingTable } from './training/index.js';

const HELP = `npm run bench -- [options]
  --only training|kernel  a part of it
  --quick                 fewer and shorter rounds: figures to look at, not to quote
  --json FILE             also writes every sample there
  --python PATH           the Python to make the peers' environments with (default: python3)
  --torch-python PATH     a Python that has PyTorch, instead of installing it (2.5 GB)`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    'torch-python': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const { only, quick, python } = options;
if (options.help || (only !== undefined && only !== 'training' && only !== 'kernel')) {
  console.log(HELP);
  process.exit(options.help ? 0 : 2);
}

const figures: Record<string, unknown> = { machine: machine(), quick };
console.log(machineLine(machine()));

if (only !== 'kernel') {
  const torchPython = options['torch-python'];
  const rounds = quick ? { rounds: 2, turn: 200 } : { rounds: 9, turn: 1000 };
  for (const network of ['mlp', 'cnn'] as const) {
    const training = await measureTraining(network, {
      ...rounds,
      python,
      ...(torchPython === undefined ? {} : { torchPython }),
    });
    figures[network] = training;
    console.log(`\n${trainingTable(training)}`);
  }
}

if (only !== 'training') {
  const rounds = quick ? { rounds: 2, cells: 50 } : { rounds: 7, cells: 200 };
  try {
    const kernels = await measureKernels({ ...rounds, python });
    figures.kernels = kernels;
    console.log(`\n${kernelTables(kernels)}`);
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    console.log(`\nkernels: not measured, since ipykernel ${error.message}`);
  }
}

console.log(
  '\nx PyTorch, x ipykernel: how many times its time, the median over rounds; below 1 is faster.',
);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures, null, 1)}\n`);
