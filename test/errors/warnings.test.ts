/** Mistakes in loops by hand are said once, with the remedy; what only looks like one is not. On both backends. */
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { describeEach } from '../parity/each-backend.js';
import {
  DataLoader,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  randint,
  randn,
  type Tensor,
  TensorDataset,
  tensor,
  zeros,
} from './subjects.js';

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

/** Warned of once, by a text that has the parts. */
function assertOnce(warnings: readonly string[], ...parts: RegExp[]): void {
  assert.equal(warnings.length, 1, warnings.join('\n'));
  for (const part of parts) assert.match(warnings[0], part);
}

interface Loop {
  readonly net?: nn.Module;
  readonly criterion?: (outputs: Tensor, targets: Tensor) => Tensor;
  readonly lr?: number;
  readonly steps?: number;
  readonly inputs?: Tensor;
  readonly targets?: Tensor;
}

/** The loop of the tutorial, on one batch. */
function train({ steps = 3, lr = 0.1, ...given }: Loop): string[] {
  manualSeed(3);
  return warningsOf(() => {
    const { net = new nn.Linear(4, 2), criterion = new nn.CrossEntropyLoss() } = given;
    const { inputs = randn([8, 4]), targets = randint(0, 2, [8]) } = given;
    const optimizer = new optim.SGD(net.parameters(), { lr });
    let sum = 0;
    for (let step = 0; step < steps; step++) {
      optimizer.zeroGrad();
      const loss = criterion(net(inputs), targets);
      loss.backward();
      optimizer.step();
      sum += loss.item();
    }
    assert.equal(typeof sum, 'number');
  });
}

/** Trains some steps; `forget` forgets the gradients. */
function forgetting(forget: (optimizer: optim.SGD, net: nn.Linear) => void, passes = 1): string[] {
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

const withSoftmax = () => new nn.Sequential(new nn.Linear(4, 2), new nn.Softmax(1));
const LEAVE_OUT = /ends in a softmax.*Leave the softmax out.*nn\.NLLLoss/;

describeEach('Loops by hand', () => {
  it('that are sound are told nothing', () => {
    assert.deepEqual(train({ steps: 220 }), []);
  });

  it('that forget no gradients are told to call zeroGrad', () => {
    assertOnce(
      forgetting(() => {}),
      /add up from step to step.*optimizer\.zeroGrad\(\)/,
    );
  });

  it('forget them in any way, or add them up on purpose', () => {
    const ways = [
      forgetting((optimizer) => optimizer.zeroGrad()),
      forgetting((_, net) => net.zeroGrad()),
      forgetting((_, net) => noGrad(() => net.parameters().forEach((p) => void p.grad?.zero_()))),
      forgetting((optimizer) => optimizer.zeroGrad(), 4),
    ];
    assert.deepEqual(ways.flat(), []);
  });

  it('that measure batch norms anew, which is training mode on purpose, are told nothing', () => {
    const net = new nn.Sequential(new nn.Linear(4, 4), new nn.BatchNorm1d(4), new nn.Dropout(0.5));
    const loader = new DataLoader(new TensorDataset(randn([8, 4]), zeros([8])), { batchSize: 4 });
    assert.deepEqual(
      warningsOf(() => optim.swaUtils.updateBn(loader, net)),
      [],
    );
  });

  it('with a softmax before the cross entropy are told to leave it out', () => {
    assertOnce(train({ net: withSoftmax() }), LEAVE_OUT);
  });

  it('with outputs that are no probabilities are told to end in a sigmoid', () => {
    const targets = ones([8, 2]);
    const warnings = train({ criterion: new nn.BCELoss(), targets, inputs: ones([8, 4]).mul(50) });
    assertOnce(
      warnings,
      /BCELoss takes probabilities, from 0 to 1, and got -?\d+\.\d+/,
      /BCEWithLogitsLoss/,
    );
  });

  it('with labels out of range are told which, and what there is', () => {
    const targets = tensor([0, 1, 2, 1, 0, 1, 0, 1], [8], 'int32');
    assertOnce(train({ targets }), /label out of range: 2.*has 2 outputs, for the classes 0 to 1/);
  });

  it('whose loss is NaN are told of the learning rate and of other causes', () => {
    const criterion = new nn.MSELoss();
    const warnings = train({ criterion, lr: 1e9, steps: 30, targets: randn([8, 2]) });
    assertOnce(warnings, /loss is NaN.*learning rate \(1000000000\).*clipGradNorm_.*log\(0\)/);
  });

  it('whose loss grows are told of the learning rate', () => {
    const criterion = new nn.MSELoss();
    // Each step multiplies the outputs by 1 - 5 * 0.41.
    const given = { inputs: ones([8, 4]), targets: zeros([8, 2]), lr: 0.41, steps: 100 };
    const warnings = train({ criterion, ...given });
    assertOnce(warnings, /loss grows: .* in the first 50 steps.*learning rate \(0\.41\)/);
  });

  it('whose loss stands still are told what to try', () => {
    assertOnce(
      train({ lr: 1e-9, steps: 200 }),
      /does not move: .*another learning rate.*parameters/,
    );
  });

  it('with parameters that get no gradient are told how many, and of which shapes', () => {
    class Forgetful extends nn.Module {
      used = new nn.Linear(4, 2);
      forgotten = new nn.Linear(4, 3);
      frozen = new nn.Linear(4, 5).requiresGrad_(false);
      forward(x: Tensor) {
        return this.used(x);
      }
    }
    const warnings = train({ net: new Forgetful(), steps: 12 });
    assertOnce(
      warnings,
      /2 of 6 parameters got no gradient.*\[3, 4\], \[3\]\. Does forward\(\) use/,
    );
  });

  it('whose optimizer has the parameters of another model are told so', () => {
    const warnings = warningsOf(() => {
      const optimizer = new optim.SGD(new nn.Linear(4, 2).parameters(), { lr: 0.1 });
      const net = new nn.Linear(4, 2);
      for (let step = 0; step < 12; step++) {
        net(ones([3, 4]))
          .sum()
          .backward();
        optimizer.step();
      }
    });
    assertOnce(warnings, /none of the optimizer's parameters got a gradient.*model made anew/);
  });

  it('over data that are not shuffled are told so; loops that only use them are not', () => {
    const dataset = new TensorDataset(randn([12, 4]), randint(0, 2, [12]));
    const loader = new DataLoader(dataset, { batchSize: 4 });
    const net = new nn.Linear(4, 2);
    const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
    const epoch = (learns: boolean) => {
      for (const [inputs, targets] of loader) {
        optimizer.zeroGrad();
        new nn.CrossEntropyLoss()(net(inputs), targets).backward();
        if (learns) optimizer.step();
      }
    };
    assert.deepEqual(
      warningsOf(() => epoch(false)),
      [],
    );
    const warnings = warningsOf(() => {
      epoch(true);
      epoch(true);
    });
    assertOnce(warnings, /not shuffled.*shuffle: true/);
  });
});

it('A sigmoid before the loss that has one inside is said once', () => {
  const warnings = train({
    net: new nn.Sequential(new nn.Linear(4, 1), new nn.Sigmoid()),
    criterion: new nn.BCEWithLogitsLoss(),
    targets: ones([8, 1]),
  });
  assertOnce(warnings, /ends in a sigmoid.*Leave the sigmoid out.*nn\.BCELoss/);
});

const ofScores = () => new nn.Linear(4, 2);
const ofShares = () => new nn.Sequential(ofScores(), new nn.Softmax(1));
const NO_LOGARITHMS = /NLLLoss.*log probabilities.*nn\.LogSoftmax.*nn\.CrossEntropyLoss/;

describe('A loss that takes logarithms', () => {
  it('is told once of probabilities, and of scores when it is read below 0', () => {
    const criterion = () => new nn.NLLLoss();
    assertOnce(train({ net: ofShares(), criterion: criterion() }), NO_LOGARITHMS);
    const scores = warningsOf(() => {
      const given = tensor([[2, 1]]).requiresGrad_();
      const loss = criterion()(given, tensor([0], 'int32'));
      assert.deepEqual([loss.item(), loss.item()], [-2, -2]);
    });
    assertOnce(scores, NO_LOGARITHMS, /below 0/);
    const net = new nn.Sequential(ofScores(), new nn.LogSoftmax(1));
    assert.deepEqual(train({ net, criterion: criterion() }), []);
  });

  it('is told of probabilities in place of logarithms, and the other way round', () => {
    const criterion = () => new nn.KLDivLoss({ reduction: 'batchmean' });
    const targets = randn([8, 2]).softmax(1);
    assertOnce(
      train({ net: ofShares(), criterion: criterion(), targets }),
      /KLDivLoss.*LogSoftmax/,
    );
    const net = () => new nn.Sequential(ofScores(), new nn.LogSoftmax(1));
    const teacher = randn([8, 2]).requiresGrad_().logSoftmax(1);
    const wrong = train({ net: net(), criterion: criterion(), targets: teacher, steps: 1 });
    assert.match(wrong[0], /probabilities as its target.*logTarget: true/);
    assert.deepEqual(train({ net: net(), criterion: criterion(), targets }), []);
  });
});

describe('A scheduler', () => {
  const stepping = (first: 'optimizer' | 'scheduler') =>
    warningsOf(() => {
      const net = new nn.Linear(2, 1);
      const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
      const scheduler = new optim.lrScheduler.StepLR(optimizer, 2);
      for (let epoch = 0; epoch < 3; epoch++) {
        optimizer.zeroGrad();
        net(ones([3, 2]))
          .sum()
          .backward();
        if (first === 'scheduler') scheduler.step();
        optimizer.step();
        if (first === 'optimizer') scheduler.step();
      }
    });

  it('that steps before the first step of its optimizer is told the order, once', () => {
    assertOnce(stepping('scheduler'), /before the first optimizer\.step\(\).*the other way round/);
    assert.deepEqual(stepping('optimizer'), []);
  });
});

it('A softmax before the cross entropy as a function is said once too', () => {
  assertOnce(train({ net: withSoftmax(), criterion: nn.functional.crossEntropy }), LEAVE_OUT);
});

describe('Using a model in training mode', () => {
  const models = {
    Dropout: () => new nn.Sequential(new nn.Linear(2, 2), new nn.Dropout(0.5)),
    BatchNorm1d: () => new nn.Sequential(new nn.Linear(2, 2), new nn.BatchNorm1d(2)),
  };
  for (const [layer, net] of Object.entries(models)) {
    it(`is told once to call eval where there is a ${layer}`, () => {
      const warnings = warningsOf(() => {
        const trained = net();
        for (let i = 0; i < 3; i++) noGrad(() => trained(ones([3, 2])));
      });
      assertOnce(warnings, new RegExp(`${layer} (drops|measures).*net\\.eval\\(\\)`));
    });

    it(`is not one in eval mode, or while it trains, with a ${layer}`, () => {
      assert.deepEqual(
        warningsOf(() => {
          net()(ones([3, 2]));
          noGrad(() => net().eval()(ones([3, 2])));
        }),
        [],
      );
    });
  }

  it('is none where batch norms are measured anew', () => {
    const loader = new DataLoader(new TensorDataset(randn([8, 2]), randn([8])), { batchSize: 4 });
    assert.deepEqual(
      warningsOf(() => optim.swaUtils.updateBn(loader, models.BatchNorm1d())),
      [],
    );
  });
});
