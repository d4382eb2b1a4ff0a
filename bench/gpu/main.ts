/**
 * `npm run gpu`: puts an accelerator to the test, and writes what came out to `bench/results/DEVICE.json`, with the
 * versions and drivers that it came out with. It installs the plugin first, from a folder of wheels if there is one, and
 * then needs no connection.
 *
 *     node dist/bench/gpu/main.js [--platform cuda13] [--wheels FOLDER] [--part NAME ...] [--quick] [--resume]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/setup/index.js';
import {
  choosePlugin,
  fitOf,
  installPlugin,
  isPluginPlatform,
  type PluginPlatform,
  pluginPlatforms,
} from '../../src/xla/plugins/index.js';
import { describeDevice, fileNameOf } from './device-facts.js';
import {
  deviceOf,
  isPart,
  PARTS,
  type Part,
  type PartOptions,
  runSteps,
  stepsOf,
} from './parts.js';
import { Results, type Setting } from './results.js';

const HELP = `npm run gpu -- [options]
  --platform NAME         the plugin to try: ${pluginPlatforms.join(', ')} (default: the first that fits;
                          cpu stands in for a GPU where there is none)
  --wheels FOLDER         the plugin's wheels; what lies there isn't fetched
  --part NAME             one of ${Object.keys(PARTS).join(', ')}; may be given several times (default: all)
  --test TEXT             of golden, the test files alone whose path has this in it
  --task NAME             of bench, one task alone
  --quick                 short rounds of the bench: figures to look at, not to quote
  --resume                leaves out what went well before, as the file of results says
  --out FILE              instead of bench/results/DEVICE.json
  --python PATH           the Python that unpacks wheels, and makes the peers' environments (default: python3)
  --torch-python PATH     a Python that has PyTorch for this device
  --jax-python PATH       a Python that has JAX for this device`;

const { values: options } = parseArgs({
  options: {
    platform: { type: 'string' },
    wheels: { type: 'string' },
    part: { type: 'string', multiple: true, default: Object.keys(PARTS) },
    test: { type: 'string', default: '' },
    task: { type: 'string' },
    quick: { type: 'boolean', default: false },
    resume: { type: 'boolean', default: false },
    out: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    'torch-python': { type: 'string' },
    'jax-python': { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

/** Ends with what to do. */
function refuse(message: string): never {
  console.error(`npm run gpu: ${message}`);
  process.exit(2);
}

function platformToTry(): PluginPlatform {
  const { platform } = options;
  if (platform !== undefined) {
    if (isPluginPlatform(platform)) return platform;
    refuse(`there is no plugin for '${platform}', but for ${pluginPlatforms.join(', ')}.`);
  }
  const choice = choosePlugin(pluginPlatforms.filter((one) => one !== 'cpu'));
  if (choice.kind === 'fits') return choice.platform;
  const reasons = choice.reasons.map(({ platform, why }) => `  ${platform}: ${why}`).join('\n');
  refuse(
    `no accelerator fits here:\n${reasons}\nTo try it on the CPU: npm run gpu -- --platform cpu`,
  );
}

function partsToRun(): Part[] {
  return options.part.map((name) =>
    isPart(name)
      ? name
      : refuse(`there is no part '${name}', but ${Object.keys(PARTS).join(', ')}.`),
  );
}

function resultsIn(file: string, setting: Setting): Results {
  if (!options.resume) return Results.begin(file, setting);
  try {
    return Results.resume(file, setting);
  } catch (error) {
    if (error instanceof Error) refuse(`${error.message}. Without --resume all is run.`);
    throw error;
  }
}

if (options.help) {
  console.log(HELP);
  process.exit();
}
const platform = platformToTry();
const parts = partsToRun();
const fit = fitOf(platform);
if (!fit.fits) refuse(`${platform} does not fit this machine: ${fit.why}.`);
const { python, wheels: from } = options;
const orRefuse = (error: Error): never => refuse(error.message);
await installPlugin(platform, { python, from, report: console.log }).catch(orRefuse);

const facts = await describeDevice(platform, fit.found).catch(orRefuse);
const file = path.resolve(
  options.out ?? path.join(packageRoot, 'bench', 'results', `${fileNameOf(facts)}.json`),
);
console.log(`${facts.device.description}; ${facts.drivers.join('; ')}\n-> ${file}`);
const results = resultsIn(file, { ...facts, quick: options.quick });
let failed = 0;
for (const part of parts) {
  console.log(`\n${part}: ${PARTS[part]}`);
  const given: PartOptions = { device: deviceOf(platform), ...options };
  const steps = stepsOf(part, given);
  const missing = results.missing(part, steps);
  if (missing.length < steps.length) {
    console.log(`  ${steps.length - missing.length} of ${steps.length} steps went well before`);
  }
  let start = performance.now();
  await runSteps(part, missing, given, (step, outcome) => {
    const seconds = (performance.now() - start) / 1000;
    start = performance.now();
    console.log(`  ${step}: ${outcome.summary} (${seconds.toFixed(0)} s)`);
    results.add(part, step, outcome, seconds);
  });
  if (results.missing(part, steps).length > 0 || steps.length === 0) failed++;
}
console.log(`\n${parts.length - failed} of ${parts.length} parts went well: ${file}`);
if (failed > 0) console.log('With --resume only what did not go well is run again.');
process.exitCode = failed > 0 ? 1 : 0;
