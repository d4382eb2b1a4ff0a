/** Distributions draw, weigh and diverge as in PyTorch. Figures: make-case-goldens.py. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as d from '../../src/distributions/index.js';
import { manualSeed } from '../../src/random/index.js';
import {
  eye,
  linspace,
  OptionError,
  ones,
  randn,
  type Tensor,
  tensor,
  zeros,
} from '../../src/tensor/index.js';
import { assertGradients, assertValues, goldensOf, sendBack } from './cases.js';

type Kind = readonly [shapes: number[][], make: (...inputs: Tensor[]) => d.Distribution];

const part = (a: Tensor) => a.sigmoid().mul(0.8).add(0.1);
const pairs = [[3], [3]];

const KINDS: Readonly<Record<string, Kind>> = {
  Normal: [[[3], [2, 3]], (a, b) => new d.Normal(a, b.exp())],
  Uniform: [pairs, (a, b) => new d.Uniform(a, a.add(b.exp()))],
  Exponential: [[[3]], (a) => new d.Exponential(a.exp())],
  Categorical: [[[2, 4]], (a) => new d.Categorical(a.exp())],
  'Categorical of logits': [[[2, 4]], (logits) => new d.Categorical({ logits })],
  Bernoulli: [[[3]], (a) => new d.Bernoulli(a.sigmoid())],
  'Bernoulli of logits': [[[3]], (logits) => new d.Bernoulli({ logits })],
  MultivariateNormal: [
    [
      [2, 3],
      [3, 3],
    ],
    (loc, b) => new d.MultivariateNormal(loc, { covarianceMatrix: b.matmul(b.mT).add(eye(3)) }),
  ],
  Independent: [
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => new d.Independent(new d.Normal(a, b.exp()), 1),
  ],
  Beta: [pairs, (a, b) => new d.Beta(a.exp(), b.exp())],
  Binomial: [[[3]], (a) => new d.Binomial(5, part(a))],
  'Binomial of many': [[[3]], (logits) => new d.Binomial(60, { logits })],
  Cauchy: [pairs, (a, b) => new d.Cauchy(a, b.exp())],
  Chi2: [[[3]], (a) => new d.Chi2(a.exp())],
  ContinuousBernoulli: [
    [[3]],
    (a) => new d.ContinuousBernoulli(a.mul(tensor([1, 1, -20])).sigmoid()),
  ],
  'ContinuousBernoulli of logits': [
    [[3]],
    (a) => new d.ContinuousBernoulli({ logits: a.mul(tensor([1, 0.001, -20])) }),
  ],
  Dirichlet: [[[2, 3]], (a) => new d.Dirichlet(a.exp())],
  FisherSnedecor: [pairs, (a, b) => new d.FisherSnedecor(a.exp().add(2), b.exp().add(4))],
  Gamma: [[[3], [2, 3]], (a, b) => new d.Gamma(a.exp(), b.exp())],
  GeneralizedPareto: [[[3], [3], [3]], (a, b, c) => new d.GeneralizedPareto(a, b.exp(), c.div(2))],
  'GeneralizedPareto without tail': [
    pairs,
    (a, b) => new d.GeneralizedPareto(a, b.exp(), zeros(3)),
  ],
  Geometric: [[[3]], (a) => new d.Geometric(part(a))],
  Gumbel: [pairs, (a, b) => new d.Gumbel(a, b.exp())],
  HalfCauchy: [[[3]], (a) => new d.HalfCauchy(a.exp())],
  HalfNormal: [[[3]], (a) => new d.HalfNormal(a.exp())],
  InverseGamma: [pairs, (a, b) => new d.InverseGamma(a.exp(), b.exp())],
  Kumaraswamy: [pairs, (a, b) => new d.Kumaraswamy(a.exp(), b.exp())],
  Laplace: [pairs, (a, b) => new d.Laplace(a, b.exp())],
  LogNormal: [pairs, (a, b) => new d.LogNormal(a, b.exp().div(2))],
  LKJCholesky: [[[2]], (a) => new d.LKJCholesky(4, a.exp())],
  LogisticNormal: [
    [
      [2, 3],
      [2, 3],
    ],
    (a, b) => new d.LogisticNormal(a, b.exp()),
  ],
  LowRankMultivariateNormal: [
    [[2, 3], [3, 2], [3]],
    (a, b, c) => new d.LowRankMultivariateNormal(a, b, c.exp()),
  ],
  MixtureSameFamily: [
    [[2, 4], [2, 4], [4]],
    (logits, b, c) =>
      new d.MixtureSameFamily(new d.Categorical({ logits }), new d.Normal(b, c.exp())),
  ],
  'MixtureSameFamily of vectors': [
    [
      [2, 4],
      [2, 4, 3],
    ],
    (logits, b) =>
      new d.MixtureSameFamily(
        new d.Categorical({ logits }),
        new d.Independent(new d.Normal(b, 1), 1),
      ),
  ],
  Multinomial: [[[2, 4]], (logits) => new d.Multinomial(6, { logits })],
  NegativeBinomial: [pairs, (a, logits) => new d.NegativeBinomial(a.exp(), { logits })],
  OneHotCategorical: [[[2, 4]], (logits) => new d.OneHotCategorical({ logits })],
  OneHotCategoricalStraightThrough: [
    [[2, 4]],
    (logits) => new d.OneHotCategoricalStraightThrough({ logits }),
  ],
  Pareto: [pairs, (a, b) => new d.Pareto(a.exp(), b.exp().add(2))],
  Poisson: [[[3]], (a) => new d.Poisson(a.exp().mul(4))],
  RelaxedBernoulli: [[[3]], (logits) => new d.RelaxedBernoulli(0.7, { logits })],
  RelaxedOneHotCategorical: [[[2, 4]], (logits) => new d.RelaxedOneHotCategorical(0.7, { logits })],
  StudentT: [[[3], [3], [3]], (a, b, c) => new d.StudentT(a.exp().add(2), b, c.exp())],
  TransformedDistribution: [
    pairs,
    (a, b) =>
      new d.TransformedDistribution(new d.Normal(a, 1), [
        new d.TanhTransform(),
        new d.AffineTransform(b, -2),
      ]),
  ],
  'TransformedDistribution in a larger shape': [
    [[2, 3]],
    (a) =>
      new d.TransformedDistribution(new d.Normal(0, 1), [
        new d.AffineTransform(a, a.exp()),
        new d.SoftplusTransform(),
      ]),
  ],
  VonMises: [pairs, (a, b) => new d.VonMises(a, b.exp().mul(tensor([1, 1e-6, 8])))],
  Weibull: [pairs, (a, b) => new d.Weibull(a.exp(), b.exp().add(1))],
  Wishart: [
    [[1], [3, 3]],
    (a, b) => new d.Wishart(a.exp().add(3), { covarianceMatrix: b.matmul(b.mT).add(eye(3)) }),
  ],
};

const inputsOf = (shapes: number[][]): Tensor[] => {
  manualSeed(1);
  return shapes.map((shape) => randn(shape).requiresGrad_());
};

/** What there is a formula for. */
function known(...figures: (() => Tensor)[]): Tensor[] {
  return figures.flatMap((figure) => {
    try {
      return [figure()];
    } catch (error) {
      if (error instanceof OptionError) return [];
      throw error;
    }
  });
}

describe('Distributions draw, weigh and diverge as in PyTorch', () => {
  for (const [name, [shapes, make]] of Object.entries(KINDS)) {
    it(name, () => {
      const golden = goldensOf('distributions')[name];
      const inputs = inputsOf(shapes);
      const [p, q] = [make(...inputs), make(...inputs.map((x) => x.mul(0.5)))];
      const sample = p.sample([4]);
      const count = p.batchShape.reduce((product, size) => product * size, 1);
      const share = linspace(0.2, 0.8, count).reshape(p.batchShape);
      const outputs = [
        sample,
        p.logProb(sample),
        ...known(
          () => p.entropy(),
          // Of this one PyTorch's divergence has no gradient to p.
          () => (name === 'Wishart' ? d.klDivergence(p, q).detach() : d.klDivergence(p, q)),
          () => p.mean,
          () => p.mode,
          () => p.variance,
          () => p.cdf(sample).detach(),
          () => p.icdf(share),
          () => p.enumerateSupport(),
        ),
      ];
      assert.equal(outputs.length, golden.outputs.length);
      for (const [i, output] of outputs.entries()) {
        assertValues(output, golden.outputs[i], `result ${i}`);
      }
      sendBack(outputs);
      assertGradients(inputs, golden);
    });
  }
});

/** PyTorch's slopes of these are approximated, ours are not. */
const APPROXIMATED = /Beta|Chi2|Dirichlet|FisherSnedecor|Gamma|StudentT/;

describe('Draws with gradients are those of PyTorch', () => {
  for (const [name, [shapes, make]] of Object.entries(KINDS)) {
    const golden = goldensOf('draws')[name];
    it(name, () => {
      const inputs = inputsOf(shapes);
      const kind = make(...inputs);
      if (!golden) {
        assert.throws(() => kind.rsample([4]), /sample\(\)/);
        return;
      }
      const drawn = kind.rsample([4]);
      assertValues(drawn, golden.outputs[0], 'the draw');
      sendBack([drawn]);
      if (!golden.gradients) return;
      if (!APPROXIMATED.test(name)) return assertGradients(inputs, golden);
      for (const [i, { grad }] of inputs.entries()) {
        const [shape, values] = golden.gradients[i] ?? [[], []];
        assert.ok(grad?.allclose(tensor(values.map(Number), shape), { rtol: 2e-3, atol: 2e-3 }));
      }
    });
  }

  it('and those of Wishart move with the covariance', () => {
    manualSeed(1);
    const scale = tensor(3).requiresGrad_();
    const draw = new d.Wishart(4, { scaleTril: eye(2).mul(scale) }).rsample([5]);
    draw.sum().backward();
    // A draw grows with the square of the scale.
    assert.ok(scale.grad?.allclose(draw.sum().mul(2 / 3), { rtol: 1e-5 }));
  });

  it('and those of Gamma and Dirichlet move with their concentrations as quantiles do', () => {
    manualSeed(1);
    const alpha = tensor([0.05, 0.4, 3, 40, 5000]).requiresGrad_();
    new d.Gamma(alpha, 1).rsample().sum().backward();
    // Central differences of SciPy's gamma.ppf and beta.ppf at what is drawn.
    const slopes = tensor([6.74562743, 1.11756355, 0.53343419, 1.03032289, 0.99369029]);
    assert.ok(alpha.grad?.allclose(slopes, { rtol: 1e-6 }));
    const parts = tensor([
      [0.3, 0.7],
      [2, 5],
      [30, 80],
    ]).requiresGrad_();
    new d.Dirichlet(parts).rsample().select(-1, 0).sum().backward();
    const ofFirst = tensor([1.22056472, 0.06102065, 0.0062628]);
    assert.ok(parts.grad?.select(-1, 0).allclose(ofFirst, { rtol: 1e-6 }));
  });
});

describe('Distributions of two kinds are as far apart as in PyTorch', () => {
  const kinds: Readonly<Record<string, () => d.Distribution>> = {
    Bernoulli: () => new d.Bernoulli(tensor([0.3, 0.9])),
    Beta: () => new d.Beta(tensor([0.7, 2]), 1.5),
    ContinuousBernoulli: () => new d.ContinuousBernoulli(tensor([0.2, 0.4995])),
    Exponential: () => new d.Exponential(tensor([0.5, 3])),
    Gamma: () => new d.Gamma(tensor([0.7, 2]), 1.5),
    Gumbel: () => new d.Gumbel(tensor([-0.5, 2]), 1.5),
    Laplace: () => new d.Laplace(tensor([-0.5, 2]), 1.5),
    LowRankMultivariateNormal: () =>
      new d.LowRankMultivariateNormal(
        tensor([1, -1, 2]),
        tensor([[1], [0.5], [-2]]),
        tensor([1, 0.3, 2]),
      ),
    MultivariateNormal: () =>
      new d.MultivariateNormal(zeros([2, 3]), {
        covarianceMatrix: tensor([
          [2, 1, 0],
          [1, 2, 1],
          [0, 1, 2],
        ]),
      }),
    Normal: () => new d.Normal(tensor([-0.5, 2]), 1.5),
    Pareto: () => new d.Pareto(tensor([0.2, 2]), 3.5),
    Poisson: () => new d.Poisson(tensor([0.5, 3])),
    Uniform: () => new d.Uniform(tensor([0.3, -2]), tensor([0.9, 1.5])),
  };
  for (const [of, p] of Object.entries(kinds)) {
    it(of, () => {
      for (const [other, q] of Object.entries(kinds)) {
        const name = `${of} from ${other}`;
        const golden = goldensOf('divergences')[name];
        if (golden) assertValues(d.klDivergence(p(), q()), golden.outputs[0], name);
        else assert.throws(() => d.klDivergence(p(), q()), /registerKl/);
      }
    });
  }
});

describe('Transforms', () => {
  const x = tensor([
    [0.3, -1.2, 0.7],
    [1.1, 0.4, -0.2],
  ]);
  const square = tensor([
    [0.3, 2],
    [-0.4, 0.1],
  ]);
  const kinds: readonly [string, d.Transform, Tensor][] = [
    ['AffineTransform', new d.AffineTransform(0.5, tensor([2, -1, 3])), x],
    ['ExpTransform', new d.ExpTransform(), x],
    ['PowerTransform', new d.PowerTransform(-1.5), x.exp()],
    ['SigmoidTransform', new d.SigmoidTransform(), x],
    ['SoftplusTransform', new d.SoftplusTransform(), x],
    ['TanhTransform', new d.TanhTransform(), x],
    ['StickBreakingTransform', new d.StickBreakingTransform(), x],
    ['ReshapeTransform', new d.ReshapeTransform([3], [3, 1]), x],
    ['IndependentTransform', new d.IndependentTransform(new d.ExpTransform(), 1), x],
    [
      'CumulativeDistributionTransform',
      new d.CumulativeDistributionTransform(new d.Normal(0, 1)),
      x,
    ],
    [
      'ComposeTransform',
      new d.ComposeTransform([new d.AffineTransform(1, 2), new d.ExpTransform()]),
      x,
    ],
    ['identityTransform', d.identityTransform, x],
    ['LowerCholeskyTransform', new d.LowerCholeskyTransform(), square.tril()],
    ['PositiveDefiniteTransform', new d.PositiveDefiniteTransform(), square.tril()],
  ];
  for (const [name, transform, given] of kinds) {
    it(`${name} comes back, in the shapes that it says`, () => {
      const y = transform(given);
      assert.deepEqual([...transform.forwardShape(given.shape)], [...y.shape]);
      assert.deepEqual([...transform.inverseShape(y.shape)], [...given.shape]);
      assert.ok(transform.inv(y).allclose(given, { atol: 1e-5 }));
      assert.ok(transform.inv.inv(given).allclose(y));
    });
  }

  it('stretch by the slope, one number at a time', () => {
    for (const [name, transform, given] of kinds) {
      if (transform.domainDims > 0 || name === 'identityTransform') continue;
      const at = given.detach().requiresGrad_();
      const y = transform(at);
      y.sum().backward();
      const slope = at.grad?.abs().log();
      assert.ok(slope?.allclose(transform.logAbsDetJacobian(at, y), { atol: 1e-5 }), name);
    }
  });

  it('of shares make them sum to 1', () => {
    for (const transform of [new d.SoftmaxTransform(), new d.StickBreakingTransform()]) {
      assert.ok(transform(x).sum(-1).allclose(ones(2)));
    }
  });
});

describe('Distributions', () => {
  it('in a larger batch draw and weigh as many', () => {
    for (const [shapes, make] of Object.values(KINDS)) {
      const small = make(...shapes.map((shape) => zeros(shape)));
      const large = small.expand([5, ...small.batchShape]);
      assert.deepEqual([...large.batchShape], [5, ...small.batchShape]);
      assert.deepEqual(large.constructor, small.constructor);
      const sample = large.sample([2]);
      assert.deepEqual([...sample.shape], [2, 5, ...small.batchShape, ...small.eventShape]);
      assert.ok(large.logProb(sample).allclose(small.logProb(sample)));
    }
  });

  it('say what they lack', () => {
    const normal = new d.Normal(0, 1);
    const coin = new d.Bernoulli(0.5);
    assert.throws(() => d.klDivergence(normal, coin), /got Normal and Bernoulli/);
    assert.throws(() => new d.Categorical({}), /got neither/);
    assert.throws(() => coin.rsample(), /sample\(\)/);
    assert.throws(() => new d.Independent(normal, 1), /from 0 to 0, got 1/);
    assert.throws(() => normal.enumerateSupport(), /Normal: .* enumerateSupport\. Only finitely/);
    const relaxed = new d.RelaxedBernoulli(1, 0.5);
    assert.throws(() => relaxed.entropy(), /RelaxedBernoulli: .* entropy\. sample\(\[n\]\)/);
    assert.throws(() => new d.Multinomial(1.5, ones(2)), /whole number of 0 or more, got 1\.5/);
    assert.throws(() => new d.Binomial(tensor([1, 2]), 0.5).entropy(), /the same for all/);
    assert.throws(
      () => new d.MixtureSameFamily(new d.Categorical(ones(3)), normal),
      /last dimension/,
    );
    assert.throws(
      () => new d.VonMises(0, tensor([1, 0])).sample(),
      /concentration .* above 0, got 0/,
    );
    assert.throws(() => new d.Wishart(2, { scaleTril: eye(3) }), /df must be above 2.*got 2/);
    assert.throws(() => new d.LKJCholesky(1), /dim must be a whole number of 2 or more/);
    assert.throws(
      () => new d.LowRankMultivariateNormal(zeros(3), zeros([2, 1]), ones(3)),
      /\[3\], \[2, 1\]/,
    );
    assert.throws(() => new d.SoftmaxTransform().sign, /SoftmaxTransform: .* sign/);
    assert.throws(() => new d.ReshapeTransform([2], [3]), /as many elements/);
  });

  it('diverge as registerKl says', () => {
    class Point extends d.Normal {}
    d.registerKl(Point, d.Uniform, (p, q) => p.loc.sub(q.low));
    assert.equal(d.klDivergence(new Point(3, 1), new d.Uniform(1, 2)).item(), 2);
  });
});
