import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ClosedClientError,
  DeletedBufferError,
  DeletedExecutableError,
  DeviceBuffer,
  type LoadedExecutable,
  PjrtClient,
  PjrtError,
} from '../../src/xla/pjrt/index.js';
import { ADD, ADD_INTO_FIRST } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

/** Whole numbers below `bound`, the same on every run (the generator of Numerical Recipes). */
function numbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A buffer, and what it must hold while it is alive. */
interface Tracked {
  readonly buffer: DeviceBuffer;
  readonly client: PjrtClient;
  readonly value: number;
}

interface Session {
  readonly client: PjrtClient;
  readonly programs: readonly LoadedExecutable[];
}

const EXPECTED = [PjrtError, DeletedBufferError, DeletedExecutableError, ClosedClientError];

/** Runs `use`; undefined when it threw one of the typed errors. */
function attempt<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    assert.ok(
      EXPECTED.some((kind) => error instanceof kind),
      `an error without a type: ${String(error)}`,
    );
    return undefined;
  }
}

function open(): Session {
  const client = PjrtClient.load(pluginPath());
  return { client, programs: [client.compile(ADD), client.compile(ADD_INTO_FIRST)] };
}

for (const seed of [1, 2, 3]) {
  test(`thousands of uses in any order, right and wrong, compute right or throw a typed error (seed ${seed})`, async () => {
    const below = numbers(seed);
    const pick = <T>(list: readonly T[]): T => {
      const item = list[below(list.length)];
      assert.ok(item !== undefined);
      return item;
    };
    const sessions = [open(), open()];
    const tracked: Tracked[] = [];
    const reads: Promise<void>[] = [];
    let computed = 0;
    const upload = (client: PjrtClient) => {
      const value = below(1000);
      const data = new Float32Array(4).fill(value);
      const buffer = attempt(() => client.bufferFromHost(data, [4], 'f32'));
      if (buffer) tracked.push({ buffer, client, value });
    };
    const execute = () => {
      const { client, programs } = pick(sessions);
      const program = pick(programs);
      const args = Array.from({ length: below(12) === 0 ? below(4) : 2 }, () => pick(tracked));
      const right =
        args.length === 2 && args.every((arg) => arg.client === client && !arg.buffer.deleted);
      const results = attempt(() => program.execute(args.map(({ buffer }) => buffer)));
      if (!results) return;
      assert.ok(right, 'a wrong use was accepted');
      const value = args.reduce((sum, arg) => sum + arg.value, 0);
      for (const buffer of results) tracked.push({ buffer, client, value });
    };
    const check = (bytes: ArrayBuffer, value: number) => {
      assert.deepEqual(new Float32Array(bytes), new Float32Array(4).fill(value));
      computed++;
    };
    upload(pick(sessions).client);
    for (let step = 0; step < 4000; step++) {
      const { buffer, value } = pick(tracked);
      switch (below(12)) {
        case 0:
        case 1:
          upload(pick(sessions).client);
          break;
        case 2: {
          const bytes = attempt(() => buffer.copyToHostSync());
          if (bytes) check(bytes, value);
          break;
        }
        case 3:
          reads.push(
            buffer.copyToHost().then(
              (bytes) => check(bytes, value),
              (error) => {
                attempt(() => {
                  throw error;
                });
              },
            ),
          );
          break;
        case 4:
          buffer.delete();
          break;
        case 5:
          if (below(25) === 0) sessions.splice(below(2), 1, open())[0]?.client.close();
          else if (below(25) === 1) pick(pick(sessions).programs).delete();
          break;
        case 6:
          if (below(30) === 0) await Promise.all(reads.splice(0));
          break;
        default:
          execute();
      }
      if (tracked.length > 100) tracked.splice(0, 50).forEach((old) => void old.buffer.delete());
    }
    await Promise.all(reads);
    assert.ok(computed > 100, `only ${computed} values were checked`);
    for (const { client } of sessions) client.close();
  });
}

test('what is no buffer of this library is refused as an argument', () => {
  const { client, programs } = open();
  const real = client.bufferFromHost(new Float32Array(4), [4], 'f32');
  const imitation: unknown = { ...real };
  const heir: unknown = Object.create(real);
  const shell: unknown = Object.create(DeviceBuffer.prototype);
  for (const wrong of [imitation, heir, shell, null, 7, 'f32[4]', [real]]) {
    for (const program of programs) {
      assert.throws(() => program.execute([real, wrong as DeviceBuffer]));
      assert.throws(() => program.execute([wrong as DeviceBuffer, real]));
    }
  }
  assert.equal(real.deleted, false);
  client.close();
});
