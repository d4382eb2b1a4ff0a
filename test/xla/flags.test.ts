/** What XLA is told by flags, as the programs show that it makes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { newFolder } from '../new-folder.js';

const LIBRARY = new URL('../../src/index.js', import.meta.url).href;
const FEW_CHANNELS = `
  import { device, nn, randn } from '${LIBRARY}';
  await device('cpu');
  const conv = new nn.Conv2d(1, 8, 3, { padding: 1 });
  const net = new nn.Sequential(conv, new nn.BatchNorm2d(8), new nn.ReLU(), new nn.MaxPool2d(2));
  net(randn([64, 1, 28, 28])).sum().backward();
  conv.weight.grad.dataSync();
  console.log(process.env.XLA_FLAGS);
`;

/** Operations on single numbers that a kernel may have; a loop over 8 channels that is written out has over 100. */
const MOST = 20;

test('loops over a few channels are not written out, so that they compute many numbers at a time; the flags of XLA_FLAGS hold too', async () => {
  const folder = await newFolder();
  const given = `--xla_dump_to=${folder}`;
  const env = { ...process.env, XLA_FLAGS: given, GRADBOOK_CACHE: 'off' };
  const arguments_ = ['--input-type=module', '--eval', FEW_CHANNELS];
  const flags = execFileSync(process.execPath, arguments_, { env, encoding: 'utf8' }).trim();
  assert.ok(flags.endsWith(` ${given}`), flags);
  const kernels = readdirSync(folder).filter((file) => file.endsWith('ir-with-opt.ll'));
  assert.ok(kernels.length > 0);
  for (const kernel of kernels) {
    const code = readFileSync(path.join(folder, kernel), 'utf8');
    const oneByOne = code.match(/ f(add|sub|mul|div) .*float %/g) ?? [];
    assert.ok(oneByOne.length <= MOST, `${kernel} has ${oneByOne.length}`);
  }
});
