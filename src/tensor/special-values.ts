/** Special functions in float32, element by element, made of TensorFlow.js's kernels. */
import * as tf from '@tensorflow/tfjs-core';

/** @param coefficients the highest first */
function polynomial(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [highest, ...rest] = coefficients;
  let sum: tf.Tensor = tf.fill(x.shape, highest);
  for (const coefficient of rest) sum = tf.add(tf.mul(sum, x), coefficient);
  return sum;
}

const EULER = 0.5772156649015329;
/** zeta(k) - 1 for k = 2, 3, ...: what is left out is less than float32 tells apart where |z| is at most 1/2. */
const ZETA_LESS_1 = [
  0.6449340668482264, 0.2020569031595943, 0.0823232337111382, 0.0369277551433699,
  0.0173430619844491, 0.0083492773819228, 0.0040773561979443, 0.0020083928260822,
  0.0009945751278181, 0.0004941886041194, 0.000246086553308, 0.0001227133475785, 0.0000612481350587,
  0.000030588236307,
];
const SERIES = [
  ...ZETA_LESS_1.map((value, i) => (i % 2 ? -value : value) / (i + 2)).toReversed(),
  1 - EULER,
  0,
];
/** Above it Stirling's series is exact to float32. */
const FAR = 8;

/** log |gamma(x)|: a Taylor series about 1 and 2, where it is 0, Stirling's series above, reflected below 1/2. */
export function lgammaOf(x: tf.Tensor): tf.Tensor {
  const isLow = tf.less(x, 0.5);
  const high = tf.where(isLow, tf.sub(1, x), x);
  const isNear = tf.less(high, 2.5);
  const z = tf.where(isNear, tf.sub(high, tf.where(tf.less(high, 1.5), 1, 2)), 0);
  const about2 = polynomial(z, SERIES);
  const near = tf.sub(about2, tf.where(tf.less(high, 1.5), tf.log1p(z), 0));
  let far: tf.Tensor = tf.where(isNear, FAR, high);
  let product: tf.Tensor = tf.onesLike(far);
  for (let i = 0; i < FAR - 2; i++) {
    const isShort = tf.less(far, FAR);
    product = tf.where(isShort, tf.mul(product, far), product);
    far = tf.where(isShort, tf.add(far, 1), far);
  }
  const inverse = tf.reciprocal(far);
  const rest = tf.mul(inverse, polynomial(tf.square(inverse), [1 / 1260, -1 / 360, 1 / 12]));
  const logarithm = tf.log(far);
  // In this order it is infinite only where the result is.
  const stirling = tf.add(
    tf.mul(tf.sub(far, 0.5), tf.sub(logarithm, 1)),
    tf.add(0.5 * Math.log(2 * Math.PI) - 0.5, rest),
  );
  const ofHigh = tf.where(isNear, near, tf.sub(stirling, tf.log(product)));
  // The sine of the part behind the point, since pi isn't exact: a whole number has the logarithm of 0.
  const fraction = tf.abs(tf.sub(x, tf.round(x)));
  const reflected = tf.sub(
    tf.sub(Math.log(Math.PI), tf.log(tf.sin(tf.mul(fraction, Math.PI)))),
    ofHigh,
  );
  const result = tf.where(isLow, reflected, ofHigh);
  return tf.where(tf.isInf(x), Infinity, result);
}

/** The derivative of `lgamma`, as PyTorch computes it: shifted up to 10, then a series; reflected below 0. */
export function digammaOf(x: tf.Tensor): tf.Tensor {
  const isLow = tf.less(x, 0);
  const high = tf.where(isLow, tf.sub(1, x), x);
  let shifted = high;
  let sum: tf.Tensor = tf.zerosLike(x);
  for (let i = 0; i < 10; i++) {
    const isShort = tf.less(shifted, 10);
    sum = tf.where(isShort, tf.sub(sum, tf.reciprocal(shifted)), sum);
    shifted = tf.where(isShort, tf.add(shifted, 1), shifted);
  }
  const square = tf.reciprocal(tf.square(shifted));
  const rest = tf.mul(square, polynomial(square, [1 / 240, -1 / 252, 1 / 120, -1 / 12]));
  const ofHigh = tf.add(sum, tf.add(tf.sub(tf.log(shifted), tf.div(0.5, shifted)), rest));
  const fraction = tf.sub(x, tf.round(x));
  const reflected = tf.sub(ofHigh, tf.div(Math.PI, tf.tan(tf.mul(fraction, Math.PI))));
  const isPole = tf.logicalAnd(isLow, tf.equal(fraction, 0));
  return tf.where(isPole, NaN, tf.where(isLow, reflected, ofHigh));
}

/** The derivative of `digamma`. */
export function trigammaOf(x: tf.Tensor): tf.Tensor {
  const isLow = tf.less(x, 0.5);
  let shifted: tf.Tensor = tf.where(isLow, tf.sub(1, x), x);
  let sum: tf.Tensor = tf.zerosLike(x);
  for (let i = 0; i < 6; i++) {
    sum = tf.add(sum, tf.reciprocal(tf.square(shifted)));
    shifted = tf.add(shifted, 1);
  }
  const inverse = tf.reciprocal(shifted);
  const square = tf.square(inverse);
  const series = polynomial(square, [1 / 42, -1 / 30, 1 / 6, 1]);
  const ofHigh = tf.add(sum, tf.mul(tf.add(series, tf.mul(inverse, 0.5)), inverse));
  const sine = tf.sin(tf.mul(tf.sub(x, tf.round(x)), Math.PI));
  const reflected = tf.sub(tf.div(Math.PI ** 2, tf.square(sine)), ofHigh);
  return tf.where(isLow, reflected, ofHigh);
}

/** Of w = -log(1 - x^2), less 2.5. M. Giles, Approximating the erfinv function, GPU Computing Gems 2010. */
const CENTRE = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 0.00021858087, -0.00125372503,
  -0.00417768164, 0.246640727, 1.50140941,
];
/** Of the square root of w, less 3. */
const TAILS = [
  -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613,
  0.00943887047, 1.00167406, 2.83297682,
];

/** The inverse of the error function. */
export function erfinvOf(x: tf.Tensor): tf.Tensor {
  const size = tf.abs(x);
  const w = tf.neg(tf.add(tf.log1p(tf.neg(size)), tf.log1p(size)));
  const isCentre = tf.less(w, 5);
  const centre = polynomial(tf.sub(tf.where(isCentre, w, 0), 2.5), CENTRE);
  const tails = polynomial(tf.sub(tf.sqrt(tf.where(isCentre, 5, w)), 3), TAILS);
  const inside = tf.mul(tf.where(isCentre, centre, tails), x);
  return tf.where(tf.equal(size, 1), tf.mul(x, Infinity), inside);
}
