/**
 * Whether functions are recorded: on other backends than the engine's they are simply called, and where someone looks
 * for the operation that makes a NaN.
 */
import * as tf from '@tensorflow/tfjs-core';
import { isAnomalyEnabled } from '../anomaly/index.js';

export function onXla(): boolean {
  return tf.getBackend() === 'xla' && !isAnomalyEnabled();
}
