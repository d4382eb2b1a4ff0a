/**
 * Errors that people meet, each read as the person at the notebook reads it: what was wrong, where, what came, what was
 * expected, what to do.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  fromBrokenTypes,
  nn,
  ones,
  randint,
  randn,
  type Tensor,
  TensorDataset,
} from './subjects.js';

/** A mistake, and what its message says. */
export type Case = readonly [what: string, action: () => unknown, ...says: RegExp[]];

export function errorsOf(family: string, cases: readonly Case[]): void {
  describe(`Errors of ${family} say what is wrong and what to do`, () => {
    for (const [what, action, ...says] of cases) {
      it(what, async () => {
        const message = await messageOf(action);
        for (const part of says) assert.match(message, part);
        // For people: no internals, no empty places.
        assert.doesNotMatch(message, /\[object|NaN|TODO/);
      });
    }
  });
}

async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof Error);
    return error.message;
  }
  return assert.fail('nothing was thrown');
}

export class Net extends nn.Module {
  features = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU());
  head = new nn.Linear(fromBrokenTypes<number>(9), 2);
  forward(x: Tensor): Tensor {
    return this.head(this.features(x));
  }
}

export const parameters = () => new nn.Linear(2, 2).parameters();
export const dataset = () => new TensorDataset(randn([8, 4]), randint(0, 2, [8]));
export const leaf = () => ones([2]).requiresGrad_();
