/**
 * Changes of colour, each image by its own factor: images float32 `[batch, channels, height, width]`, 0 to
 * 1, factors `[batch, 1, 1, 1]`. Source: torchvision's `transforms.v2.functional`.
 */
import * as tf from '@tensorflow/tfjs-core';

export type ColourChange = (images: tf.Tensor, factor: tf.Tensor) => tf.Tensor;

const within = (images: tf.Tensor) => tf.clipByValue(images, 0, 1);

/** `factor` times the images and the rest of the others. */
function blend(images: tf.Tensor, others: tf.Tensor, factor: tf.Tensor): tf.Tensor {
  return within(tf.add(tf.mul(images, factor), tf.mul(others, tf.sub(1, factor))));
}

/** `[batch, 1, height, width]`: the luma of ITU-R BT.601; grey images as they are. */
export function grey(images: tf.Tensor): tf.Tensor {
  if (images.shape[1] !== 3) return images;
  const [red, green, blue] = tf.split(images, 3, 1);
  return tf.addN([tf.mul(red, 0.2989), tf.mul(green, 0.587), tf.mul(blue, 0.114)]);
}

export const brightness: ColourChange = (images, factor) => within(tf.mul(images, factor));

export const saturation: ColourChange = (images, factor) => blend(images, grey(images), factor);

export const contrast: ColourChange = (images, factor) =>
  blend(images, tf.mean(grey(images), [1, 2, 3], true), factor);

/** Turns the hues by `factor`, -0.5 to 0.5 of a circle; grey images have none. */
export const hue: ColourChange = (images, factor) => {
  if (images.shape[1] !== 3) return images;
  const [red, green, blue] = tf.split(images, 3, 1);
  const value = tf.max(images, 1, true);
  const spread = tf.sub(value, tf.min(images, 1, true));
  const isGrey = tf.equal(spread, 0);
  const one = tf.onesLike(value);
  const share = tf.div(spread, tf.where(isGrey, one, value));
  const divisor = tf.where(isGrey, one, spread);
  const away = (channel: tf.Tensor) => tf.div(tf.sub(value, channel), divisor);
  const [awayRed, awayGreen, awayBlue] = [away(red), away(green), away(blue)];
  const angle = tf.where(
    tf.equal(value, red),
    tf.sub(awayBlue, awayGreen),
    tf.where(
      tf.equal(value, green),
      tf.add(tf.sub(awayRed, awayBlue), 2),
      tf.add(tf.sub(awayGreen, awayRed), 4),
    ),
  );
  return fromHsv(modulo(tf.add(tf.div(angle, 6), factor), 1), share, value);
};

/** Hue and saturation 0 to 1, `[batch, 1, height, width]`, and the value. */
function fromHsv(hues: tf.Tensor, share: tf.Tensor, value: tf.Tensor): tf.Tensor {
  const sixths = tf.mul(hues, 6);
  const sector = tf.floor(sixths);
  const rest = tf.sub(sixths, sector);
  const darker = (part: tf.Tensor) => within(tf.mul(value, tf.sub(1, part)));
  const [low, falling, rising] = [
    darker(share),
    darker(tf.mul(share, rest)),
    darker(tf.mul(share, tf.sub(1, rest))),
  ];
  const bySector = (...values: tf.Tensor[]) =>
    values.reduceRight((others, one, i) => tf.where(tf.equal(modulo(sector, 6), i), one, others));
  return tf.concat(
    [
      bySector(value, falling, low, low, rising, value),
      bySector(rising, value, value, falling, low, low),
      bySector(low, low, rising, value, value, falling),
    ],
    1,
  );
}

/** The rest of a division, never below 0. */
const modulo = (values: tf.Tensor, by: number) =>
  tf.sub(values, tf.mul(tf.floor(tf.div(values, by)), by));

/** Negatives. */
export const invert = (images: tf.Tensor): tf.Tensor => tf.sub(1, images);

/** Fewer shades: 2 to the power of `bits`. */
export const posterize: ColourChange = (images, bits) => {
  const levels = tf.pow(tf.scalar(2), bits);
  const steps = tf.minimum(tf.floor(tf.mul(images, levels)), tf.sub(levels, 1));
  return tf.div(tf.maximum(steps, 0), levels);
};

/** The negative of what is as bright as `threshold` or brighter. */
export const solarize: ColourChange = (images, threshold) =>
  tf.where(tf.greaterEqual(images, threshold), tf.sub(1, images), images);

/** Sharper above a factor of 1, smoother below; the outermost pixels stay. */
export const sharpness: ColourChange = (images, factor) => {
  const [batch, channels, height, width] = images.shape;
  if (height <= 2 || width <= 2) return images;
  const inner = (y: number, x: number) =>
    tf.slice(images, [0, 0, y, x], [batch, channels, height - 2, width - 2]);
  const around = OFFSETS.flatMap((y) => OFFSETS.map((x) => inner(y, x)));
  const centre = inner(1, 1);
  const smooth = tf.div(tf.add(tf.addN(around), tf.mul(centre, 4)), 13);
  const change = tf.mul(tf.sub(smooth, centre), tf.sub(1, factor));
  const padding: [number, number][] = [
    [0, 0],
    [0, 0],
    [1, 1],
    [1, 1],
  ];
  return within(tf.add(images, tf.pad(change, padding)));
};

const OFFSETS = [0, 1, 2];

/** The darkest pixel of each channel becomes 0, the brightest 1. */
export function autocontrast(images: tf.Tensor): tf.Tensor {
  const darkest = tf.min(images, [2, 3], true);
  const spread = tf.sub(tf.max(images, [2, 3], true), darkest);
  const isEven = tf.equal(spread, 0);
  const from = tf.where(isEven, tf.zerosLike(darkest), darkest);
  return within(tf.div(tf.sub(images, from), tf.where(isEven, tf.onesLike(spread), spread)));
}

const SHADES = 256;

/** As many pixels of each shade as of any other, channel by channel, in 256 shades; as PIL's `equalize`. */
export function equalize(images: tf.Tensor): tf.Tensor {
  const [batch, channels, height, width] = images.shape;
  const planes = batch * channels;
  const size = height * width;
  const shades = tf.cast(
    tf.clipByValue(tf.floor(tf.mul(images, SHADES - 0.001)), 0, SHADES - 1),
    'int32',
  );
  const plane = tf.mul(tf.range(0, planes, 1, 'int32'), tf.scalar(SHADES, 'int32'));
  const places = tf.reshape(
    tf.add(tf.reshape(shades, [planes, size]), tf.reshape(plane, [planes, 1])),
    [planes * size],
  ) as tf.Tensor1D;
  const counts = tf.reshape(
    tf.unsortedSegmentSum(tf.ones([planes * size]), places, planes * SHADES),
    [planes, SHADES],
  );
  const brightest = tf.max(tf.reshape(tf.cast(shades, 'float32'), [planes, size]), 1, true);
  const isBrightest = tf.equal(tf.range(0, SHADES), brightest);
  const others = tf.sub(size, tf.sum(tf.where(isBrightest, counts, tf.zerosLike(counts)), 1, true));
  const step = tf.floor(tf.div(others, SHADES - 1));
  const half = tf.floor(tf.div(step, 2));
  const below = tf.cumsum(counts, 1, true);
  const table = tf.clipByValue(
    tf.floor(tf.div(tf.add(below, half), tf.maximum(step, 1))),
    0,
    SHADES - 1,
  );
  const equalized = tf.reshape(tf.gather(tf.reshape(table, [-1]), places), images.shape);
  const isChanged = tf.reshape(tf.greater(step, 0), [batch, channels, 1, 1]);
  const unchanged = tf.cast(shades, 'float32');
  return tf.div(
    tf.where(tf.broadcastTo(isChanged, images.shape), equalized, unchanged),
    SHADES - 1,
  );
}
