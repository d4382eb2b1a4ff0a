/** The same bits at each run, and the flags of the compiler that see to it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { deterministic } from '../../src/index.js';
import { flagsFor } from '../../src/xla/backend/compiler-flags.js';
import { PjrtClient, PjrtError } from '../../src/xla/pjrt/index.js';
import { ADD } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const child = fileURLToPath(new URL('deterministic-child.js', import.meta.url));

/** What one process computes, with nothing compiled before. */
async function trained(): Promise<string> {
  const env = { ...process.env, GRADBOOK_CACHE: 'off' };
  return (await promisify(execFile)(process.execPath, [child], { env })).stdout;
}

/** The square of numbers of bfloat16, given and taken as float32. */
const SQUARE = `
module @square {
  func.func public @main(%a: tensor<2xf32>) -> tensor<2xf32> {
    %narrow = stablehlo.convert %a : (tensor<2xf32>) -> tensor<2xbf16>
    %square = stablehlo.multiply %narrow, %narrow : tensor<2xbf16>
    %wide = stablehlo.convert %square : (tensor<2xbf16>) -> tensor<2xf32>
    return %wide : tensor<2xf32>
  }
}`;

describe('deterministic', () => {
  after(() => deterministic(false));

  it('trains to the same bits in two processes', async () => {
    const first = await trained();
    assert.match(first, /^[0-9a-f]{64}$/);
    assert.equal(await trained(), first);
  });

  it('asks the compiler for it on GPUs, where sums may be in any order, and not on a CPU', () => {
    assert.deepEqual(flagsFor('cuda', ADD), {});
    deterministic();
    assert.deepEqual(flagsFor('cuda', ADD), { xla_gpu_deterministic_ops: true });
    assert.deepEqual(flagsFor('cpu', ADD), {});
    deterministic(false);
    assert.deepEqual(flagsFor('cuda', ADD), {});
  });
});

describe('Flags of the compiler', () => {
  const client = PjrtClient.load(pluginPath());
  after(() => client.close());
  const squares = (flags: Record<string, boolean>): number[] => {
    const numbers = client.bufferFromHost(Float32Array.of(1.0078125, 3), [2], 'f32');
    const [result] = client.compile(SQUARE, [0], flags).execute([numbers]);
    return [...new Float32Array(result.copyToHostSync())];
  };
  const exact = [1.01568603515625, 9];
  const rounded = [1.015625, 9];

  it('hold for the program that they are given with', () => {
    assert.deepEqual(squares({ xla_allow_excess_precision: true }), exact);
    assert.deepEqual(squares({ xla_allow_excess_precision: false }), rounded);
    assert.deepEqual(squares({}), exact);
  });

  it('round what is of half precision, wherever a program ends', () => {
    assert.deepEqual(squares(flagsFor('cpu', SQUARE)), rounded);
  });

  it('are taken together, and also those for other hardware', () => {
    const flags = { xla_gpu_deterministic_ops: true, xla_allow_excess_precision: false };
    assert.deepEqual(squares(flags), rounded);
  });

  it('are refused by name where XLA has none such', () => {
    assert.throws(
      () => client.compile(ADD, [0], { xla_gpu_deterministic_opps: true }),
      (error) => error instanceof PjrtError && /xla_gpu_deterministic_opps/.test(error.detail),
    );
  });
});
