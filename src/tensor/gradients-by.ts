/** Gradients of what is made of operations, by computing it again. */
import * as tf from '@tensorflow/tfjs-core';
import { gradientsOf } from './autograd/backward.js';
import { enableGrad } from './autograd/grad-mode.js';
import type { GradNode } from './autograd/node.js';
import { inTraceScope } from './memory/trace-scope.js';
import { Tensor } from './tensor.js';

/** A copy, for what is done to it in place is not done to the value. */
export const parameter = (value: tf.Tensor): Tensor =>
  Tensor.fromTfjs(tf.clone(value), 'parameter');

/**
 * The gradients of the wanted inputs, zeros where an input has no influence.
 * @param body depends on its inputs alone
 * @param dys of its results, where there are any
 */
export function gradientsBy(
  body: (...inputs: Tensor[]) => readonly Tensor[],
  wanted: readonly boolean[],
  dys: readonly (tf.Tensor | undefined)[],
  values: readonly tf.Tensor[],
): tf.Tensor[] {
  return inTraceScope(() =>
    enableGrad(() => {
      const parameters = values.map(parameter);
      const targets = parameters.filter((_, i) => wanted[i]);
      const places = targets.flatMap((one) => one.requiresGrad_().gradNode ?? []);
      const start = new Map<GradNode, tf.Tensor>();
      body(...parameters).forEach(({ gradNode }, i) => {
        const dy = dys[i];
        if (!gradNode || !dy) return;
        const sum = start.get(gradNode);
        start.set(gradNode, sum ? tf.add(sum, dy) : tf.clone(dy));
      });
      const gradients = gradientsOf(start, places);
      return targets.map(({ shape }, i) => gradients[i] ?? tf.fill([...shape], 0));
    }),
  );
}
