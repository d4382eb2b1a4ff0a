/** Sequences whose lengths change with each batch are computed by few programs, with the numbers of padded ones. */
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { cat, device, manualSeed, nn, optim, type Tensor, tensor } from '../../src/index.js';
import { statistics } from '../../src/xla/index.js';
import { assertClose } from '../assert-close.js';

const { packPaddedSequence, padPackedSequence, padSequence } = nn.utils.rnn;
const WORDS = 20;

/** Texts of 3 to 9 words, other ones in each batch; one has 9. */
function batchOf(turn: number): { lengths: number[]; texts: Tensor[] } {
  const lengths = Array.from({ length: 8 }, (_, i) => (i === 0 ? 9 : 3 + ((i * 5 + turn * 3) % 7)));
  const texts = lengths.map((length, row) =>
    tensor(
      Array.from({ length }, (_, i) => 1 + ((row + i * turn) % (WORDS - 1))),
      'int32',
    ),
  );
  return { lengths, texts };
}

/** How many programs the turns after the third compile. */
function compiledLater(train: (turn: number) => void): number {
  for (let turn = 0; turn < 3; turn++) train(turn);
  const { compilations } = statistics();
  for (let turn = 3; turn < 9; turn++) train(turn);
  return statistics().compilations - compilations;
}

before(async () => {
  await device('cpu');
  manualSeed(0);
});

describe('lengths that change', () => {
  test('of bags compile no program each', () => {
    const bag = new nn.EmbeddingBag(WORDS, 4);
    const optimizer = new optim.SGD(bag.parameters(), { lr: 0.1 });
    const count = compiledLater((turn) => {
      const { lengths, texts } = batchOf(turn);
      const offsets = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
      optimizer.zeroGrad();
      const means = bag.forward(cat(texts), tensor(offsets, 'int32'));
      assert.deepEqual(means.shape, [8, 4]);
      means.square().sum().backward();
      optimizer.step();
    });
    assert.ok(count <= 1, `${count} programs`);
  });

  test('of packed sequences compile no program each', () => {
    const words = new nn.Embedding(WORDS, 4);
    const lstm = new nn.LSTM(4, 3, { bidirectional: true, batchFirst: true });
    const optimizer = new optim.SGD(lstm.parameters(), { lr: 0.1 });
    const count = compiledLater((turn) => {
      const { lengths, texts } = batchOf(turn);
      const padded = words.forward(padSequence(texts, { batchFirst: true }));
      const options = { batchFirst: true, enforceSorted: false };
      const [packed] = lstm.forward(packPaddedSequence(padded, lengths, options));
      const [output] = padPackedSequence(packed, { batchFirst: true });
      optimizer.zeroGrad();
      output.square().sum().backward();
      optimizer.step();
      output.sum().item();
    });
    assert.equal(count, 0);
  });

  test('leave what a bag is as it is by itself', () => {
    const bag = new nn.EmbeddingBag(WORDS, 4);
    const { texts } = batchOf(1);
    const offsets = texts.map(
      (_, i) => cat([...texts.slice(0, i), tensor([0], 'int32')]).numel() - 1,
    );
    const together = bag.forward(cat(texts), tensor(offsets, 'int32'));
    const alone = texts.map((text) => bag.forward(text.unsqueeze(0)));
    assertClose(together.toArray(), cat(alone).toArray(), 1e-6);
  });

  test('leave the steps of packed sequences where PyTorch has them', () => {
    const texts = [[1, 2], [3, 4, 5], [6]].map((words) => tensor(words, 'int32'));
    const packed = packPaddedSequence(padSequence(texts), [2, 3, 1], { enforceSorted: false });
    assert.deepEqual(padPackedSequence(packed, { paddingValue: 9 })[0].toArray(), [
      [1, 3, 6],
      [2, 4, 9],
      [9, 5, 9],
    ]);
    assert.deepEqual(packed.data.toArray(), [3, 1, 6, 4, 2, 5]);
    // What was changed in the steps is unpacked so.
    packed.data.mul_(2);
    assert.deepEqual(padPackedSequence(packed)[0].toArray(), [
      [2, 6, 12],
      [4, 8, 0],
      [0, 10, 0],
    ]);
  });
});
