/** An index that there is no element for: an error where the host knows it, NaN where only the device does. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import * as nn from '../../src/nn/index.js';
import {
  IndexError,
  onXla,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';
import { describeEach } from '../parity/each-backend.js';

const F = nn.functional;
const x = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const rows = (...numbers: number[]) => tensor(numbers, 'int32');
const table = (...numbers: number[]) => tensor([numbers, numbers], 'int32');

const CALLS: Readonly<Record<string, (wrong: number) => unknown>> = {
  scatter: (wrong) => x().scatter(1, table(0, wrong), x().narrow(1, 0, 2)),
  scatterAdd: (wrong) => x().scatterAdd(1, table(0, wrong), x().narrow(1, 0, 2)),
  scatterReduce: (wrong) => x().scatterReduce(1, table(0, wrong), x().narrow(1, 0, 2), 'amax'),
  gather: (wrong) => x().gather(1, table(0, wrong)),
  indexSelect: (wrong) => x().indexSelect(1, rows(0, wrong)),
  indexAdd: (wrong) => x().indexAdd(1, rows(0, wrong), x().narrow(1, 0, 2)),
  indexCopy: (wrong) => x().indexCopy(1, rows(0, wrong), x().narrow(1, 0, 2)),
  indexFill: (wrong) => x().indexFill(1, rows(0, wrong), 7),
  indexReduce: (wrong) => x().indexReduce(1, rows(0, wrong), x().narrow(1, 0, 2), 'prod'),
  embedding: (wrong) => F.embedding(rows(0, wrong), x().t()),
  oneHot: (wrong) => F.oneHot(rows(0, wrong), 3),
};

/** Those that count from the end, too. */
const FROM_BOTH_ENDS: Readonly<Record<string, (wrong: number) => unknown>> = {
  at: (wrong) => x().at(':', rows(0, wrong)),
  takeAlongDim: (wrong) => x().takeAlongDim(table(0, wrong), 1),
};

describeEach('An index out of range', () => {
  for (const [name, call] of Object.entries({ ...CALLS, ...FROM_BOTH_ENDS })) {
    it(`is an IndexError of ${name}`, () => {
      const least = name in CALLS ? 0 : -3;
      for (const wrong of [3, least - 1]) {
        assert.throws(
          () => call(wrong),
          (error) =>
            error instanceof IndexError &&
            error.operation === name &&
            error.message.includes(`index ${wrong} is out of range`) &&
            error.message.includes(`from ${least} to 2`),
        );
      }
      call(2);
      call(least);
    });
  }

  it('is one of take and put by the numbers of elements', () => {
    assert.throws(() => x().take(rows(6)), /take: index 6 .* from -6 to 5/);
    assert.throws(() => x().put(rows(-7), tensor([1])), /put: index -7/);
    assert.deepEqual(x().take(rows(-1, 0)).toArray(), [6, 1]);
  });

  it('is known of a tensor as it is now, not as it was made', () => {
    const index = rows(0, 5);
    index.sub_(3).clamp_(0, 2);
    const taken = () => x().indexSelect(1, index).toArray();
    assert.deepEqual(taken(), [
      [1, 3],
      [4, 6],
    ]);
  });

  it('of another row is a ShapeError', () => {
    assert.throws(() => x().gather(1, rows(0, 1, 2).unsqueeze(1)), ShapeError);
    assert.throws(
      () => x().gather(0, zeros([1, 4], 'int32')),
      /gather: the index, \[1, 4\], must not be larger/,
    );
  });

  it('that only the device knows makes NaN of what it would have taken or written', () => {
    // Computed, so that no list of numbers says what it is.
    const computed = (index: Tensor) => index.add(0);
    const wrong = computed(rows(0, 5));
    const wide = computed(table(0, 5));
    const calls: readonly [() => Tensor, (number | 'NaN')[]][] = [
      [() => x().indexSelect(1, wrong), [1, 'NaN', 4, 'NaN']],
      [() => x().gather(1, wide), [1, 'NaN', 4, 'NaN']],
      [() => x().at(rows(0, 1), wrong), [1, 'NaN']],
      [() => x().scatter(1, wide, 9), [9, 2, 'NaN', 9, 5, 'NaN']],
      [() => x().indexAdd(1, wrong, x().narrow(1, 0, 2)), [2, 2, 'NaN', 8, 5, 'NaN']],
    ];
    for (const [call, expected] of calls) {
      if (!onXla()) {
        assert.throws(call, IndexError);
        continue;
      }
      const values = [...call().dataSync()].map((one) => (Number.isNaN(one) ? 'NaN' : one));
      assert.deepEqual(values, expected);
    }
  });
});
