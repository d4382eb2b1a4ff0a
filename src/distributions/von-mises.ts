/** Directions. PyTorch: `torch.distributions.VonMises`. */
import { defaultGenerator } from '../random/index.js';
import { asOneOperation, OptionError, type Tensor, tensor, where } from '../tensor/index.js';
import { Distribution } from './distribution.js';
import { type Parameter, together } from './parameter.js';

/** By order 0 and 1: Bessel's function for small x, a polynomial of (x / 3.75)^2. PyTorch's, of Abramowitz and Stegun, 9.8. */
const SMALL = [
  [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2],
  [0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3],
] as const;
/** For large x, a polynomial of 3.75 / x. */
const LARGE = [
  [
    0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2, -0.2057706e-1, 0.2635537e-1,
    -0.1647633e-1, 0.392377e-2,
  ],
  [
    0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1, 0.2282967e-1,
    -0.2895312e-1, 0.1787654e-1, -0.420059e-2,
  ],
] as const;
const BOUND = 3.75;
const TURN = 2 * Math.PI;

/**
 * Angles from -pi to pi about `loc`, the nearer to it the larger `concentration`; parameters and values are any angles, whole turns
 * don't count. Shapes broadcast.
 */
export class VonMises extends Distribution {
  readonly batchShape: readonly number[];
  /** The most likely angle. */
  readonly loc: Tensor;
  /** How near to it angles are. */
  readonly concentration: Tensor;

  constructor(loc: Parameter, concentration: Parameter) {
    super();
    [this.loc, this.concentration] = together('VonMises', loc, concentration);
    this.batchShape = this.loc.shape;
  }

  expand(batchShape: readonly number[]): VonMises {
    return new VonMises(this.loc.expand(batchShape), this.concentration.expand(batchShape));
  }

  /**
   * Draws `[...sampleShape, ...batchShape]`, on the host.
   * @throws OptionError where a concentration isn't above 0: no angle would ever be taken.
   */
  override sample(sampleShape: readonly number[] = []): Tensor {
    const shape = this.shapeOf(sampleShape);
    const values = (parameter: Tensor) => parameter.detach().expand(shape).dataSync();
    const wrong = values(this.concentration).find((one) => !(one > 0 && one < Infinity));
    if (wrong !== undefined) {
      throw new OptionError('VonMises', 'concentration', wrong, 'a number above 0');
    }
    return tensor(drawn(values(this.loc), values(this.concentration)), shape);
  }

  logProb(value: Tensor): Tensor {
    return asOneOperation(() => {
      const near = this.concentration.mul(value.sub(this.loc).cos());
      return near.sub(Math.log(TURN)).sub(logBessel(this.concentration, 0));
    });
  }

  /** That of directions: of the sum of vectors in these angles. */
  override get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  /** That of directions: what is lacking to 1 in the length of the mean vector. */
  override get variance(): Tensor {
    return asOneOperation(() => {
      const length = logBessel(this.concentration, 1).sub(logBessel(this.concentration, 0)).exp();
      return length.neg().add(1);
    });
  }
}

const polynomial = (x: Tensor, coefficients: readonly number[]): Tensor =>
  coefficients.toReversed().reduce<Tensor>((sum, one) => sum.mul(x).add(one), x.mul(0));

/** The logarithm of the modified Bessel function of positive numbers. */
function logBessel(x: Tensor, order: 0 | 1): Tensor {
  const near = polynomial(x.div(BOUND).square(), SMALL[order]);
  const small = (order === 1 ? x.abs().mul(near) : near).log();
  const large = x
    .sub(x.log().mul(0.5))
    .add(polynomial(x.reciprocal().mul(BOUND), LARGE[order]).log());
  return where(x.lt(BOUND), small, large);
}

/**
 * D. J. Best and N. I. Fisher, Efficient simulation of the von Mises distribution, 1979. As PyTorch in float64, three uniform numbers
 * for each angle in a round, until there is an angle everywhere; those that are there may be replaced by later ones.
 */
function drawn(locs: ArrayLike<number>, concentrations: ArrayLike<number>): Float32Array {
  const size = locs.length;
  const proposals = Float64Array.from(concentrations, proposalOf);
  const angles = new Float64Array(size);
  const isDone = new Uint8Array(size);
  while (isDone.includes(0)) {
    const [u1, u2, u3] = Array.from({ length: 3 }, () =>
      Float64Array.from({ length: size }, () => defaultGenerator.randDouble()),
    );
    for (let i = 0; i < size; i++) {
      const r = proposals[i];
      const z = Math.cos(Math.PI * u1[i]);
      const f = (1 + r * z) / (r + z);
      const c = concentrations[i] * (r - f);
      if (!(c * (2 - c) - u2[i] > 0 || Math.log(c / u2[i]) + 1 - c >= 0)) continue;
      angles[i] = Math.sign(u3[i] - 0.5) * Math.acos(f);
      isDone[i] = 1;
    }
  }
  return Float32Array.from(angles, (angle, i) => {
    const turned = (angle + Math.PI + locs[i]) % TURN;
    return (turned < 0 ? turned + TURN : turned) - Math.PI;
  });
}

function proposalOf(kappa: number): number {
  if (kappa < 1e-5) return 1 / kappa + kappa;
  const tau = 1 + Math.sqrt(1 + 4 * kappa ** 2);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * kappa);
  return (1 + rho ** 2) / (2 * rho);
}
