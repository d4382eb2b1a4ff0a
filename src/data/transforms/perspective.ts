/** Perspective maps of images, in torchvision's convention. Source: `_get_perspective_coeffs`, `_perspective_grid`. */
import * as tf from '@tensorflow/tfjs-core';
import { type Interpolation, sampled } from './affine.js';
import type { Fill } from './fill.js';
import { column } from './per-sample.js';

export type Point = readonly [x: number, y: number];
export type Corners = readonly [Point, Point, Point, Point];

/**
 * What leads from a place in the result back to its source, `(ax + by + c, dx + ey + f) / (gx + hy + 1)`.
 * @param from the image's corners, in order around it
 * @param to where they go
 * @returns a to h
 */
export function perspectiveCoefficients(from: Corners, to: Corners): number[] {
  const rows = to.flatMap(([x, y], i) => {
    const [u, v] = from[i];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  return solved(rows);
}

/** Gauss-Jordan elimination with pivots: the last column is the right side. */
function solved(rows: number[][]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    const rest = rows.slice(i).map((row) => Math.abs(row[i]));
    const pivot = i + rest.indexOf(Math.max(...rest));
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      const factor = rows[j][i] / rows[i][i];
      rows[j] = rows[j].map((value, k) => value - factor * rows[i][k]);
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}

/** Maps each image by its own coefficients, `[batch, 8]`. */
export function perspective(
  images: tf.Tensor4D,
  coefficients: tf.Tensor,
  interpolation: Interpolation,
  fill: Fill | undefined,
): tf.Tensor {
  const [, , height, width] = images.shape;
  const x = tf.reshape(tf.add(tf.range(0, width), 0.5), [1, 1, 1, width]);
  const y = tf.reshape(tf.add(tf.range(0, height), 0.5), [1, 1, height, 1]);
  const plane = (i: number, constant: tf.Tensor | number) =>
    tf.add(
      tf.add(tf.mul(column(coefficients, i), x), tf.mul(column(coefficients, i + 1), y)),
      constant,
    );
  const depth = plane(6, 1);
  const source = (i: number) => tf.sub(tf.div(plane(i, column(coefficients, i + 2)), depth), 0.5);
  return sampled(images, source(3), source(0), interpolation, fill);
}
