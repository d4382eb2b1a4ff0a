/** Mistakes in loops by hand are said once, with the remedy; what only looks like one is not. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { nn, noGrad, ones, optim } from './subjects.js';

/** What is warned of while `action` runs. */
function warningsOf(action: () => void): string[] {
  const warn = mock.method(console, 'warn', () => {});
  try {
    action();
    return warn.mock.calls.map(({ arguments: [text] }) => String(text));
  } finally {
    warn.mock.restore();
  }
}

/** Trains some steps; `forget` forgets the gradients. */
function loop(forget: (optimizer: optim.SGD, net: nn.Linear) => void, passes = 1): string[] {
  return warningsOf(() => {
    const net = new nn.Linear(2, 1);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    for (let i = 0; i < 8; i++) {
      forget(optimizer, net);
      for (let pass = 0; pass < passes; pass++)
        net(ones([3, 2]))
          .sum()
          .backward();
      optimizer.step();
    }
  });
}

describe('A loop that forgets no gradients', () => {
  it('is told once to call zeroGrad', () => {
    const [warning, ...more] = loop(() => {});
    assert.match(warning, /add up from step to step.*optimizer\.zeroGrad\(\)/);
    assert.deepEqual(more, []);
  });

  it('is not one where they are forgotten, in any way, or added up on purpose', () => {
    assert.deepEqual(
      loop((optimizer) => optimizer.zeroGrad()),
      [],
    );
    assert.deepEqual(
      loop((_, net) => net.zeroGrad()),
      [],
    );
    assert.deepEqual(
      loop((_, net) => noGrad(() => net.parameters().forEach((p) => void p.grad?.zero_()))),
      [],
    );
    assert.deepEqual(
      loop((optimizer) => optimizer.zeroGrad(), 4),
      [],
    );
  });
});

describe('Using a model in training mode', () => {
  const net = () => new nn.Sequential(new nn.Linear(2, 2), new nn.Dropout(0.5));

  it('is told once to call eval', () => {
    const [warning, ...more] = warningsOf(() => {
      const trained = net();
      for (let i = 0; i < 3; i++) noGrad(() => trained(ones([3, 2])));
    });
    assert.match(warning, /Dropout drops.*net\.eval\(\)/);
    assert.deepEqual(more, []);
  });

  it('is not one in eval mode, or while it trains', () => {
    assert.deepEqual(
      warningsOf(() => {
        net()(ones([3, 2]));
        noGrad(() => net().eval()(ones([3, 2])));
      }),
      [],
    );
  });
});
