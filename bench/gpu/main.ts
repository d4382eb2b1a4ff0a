/**
 * `npm run gpu`: puts an accelerator to the test, and writes what came out to `bench/results/DEVICE.json`, with the
 * versions and drivers that it came out with. It installs the plugin first, from a folder of wheels if there is one, and
 * then needs no connection.
 *
 *     node dist/bench/gpu/main.js [--platform cuda13] [--wheels FOLDER] [--part NAME ...] [--quick]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
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
import { deviceOf, isPart, PARTS, type Part, runPart } from './parts.js';

const HELP = `npm run gpu -- [options]
  --platform NAME         the plugin to try: ${pluginPlatforms.join(', ')} (default: the first that fits;
                          cpu stands in for a GPU where there is none)
  --wheels FOLDER         the plugin's wheels; what lies there isn't fetched
  --part NAME             one of ${Object.keys(PARTS).join(', ')}; may be given several times (default: all)
  --test TEXT             of golden, the test files alone whose path has this in it
  --task NAME             of bench, one task alone
  --quick                 short rounds of the bench: figures to look at, not to quote
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

if (options.help) {
  console.log(HELP);
  process.exit();
}
const platform = platformToTry();
const parts = partsToRun();
const fit = fitOf(platform);
if (!fit.fits) refuse(`${platform} does not fit this machine: ${fit.why}.`);
const { python, wheels: from } = options;
await installPlugin(platform, { python, from, report: console.log });

const facts = await describeDevice(platform, fit.found);
const file = path.resolve(
  options.out ?? path.join(packageRoot, 'bench', 'results', `${fileNameOf(facts)}.json`),
);
console.log(`${facts.device.description}; ${facts.drivers.join('; ')}\n-> ${file}`);
const results: Record<string, unknown> = { ...facts, quick: options.quick, parts: {} };
/** After each part, so that one that brings the machine down leaves what came before it. */
const write = () => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
};
write();
let failed = 0;
const outcomes: Record<string, unknown> = {};
for (const part of parts) {
  console.log(`\n${part}: ${PARTS[part]}`);
  const { wentWell, figures, summary } = await runPart(part, {
    device: deviceOf(platform),
    ...options,
  });
  console.log(summary);
  if (!wentWell) failed++;
  outcomes[part] = figures;
  results.parts = outcomes;
  write();
}
console.log(`\n${parts.length - failed} of ${parts.length} parts went well: ${file}`);
process.exitCode = failed > 0 ? 1 : 0;
