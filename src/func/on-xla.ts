/** Whether functions can be recorded: on other backends than the engine's they are simply called. */
import * as tf from '@tensorflow/tfjs-core';

export function onXla(): boolean {
  return tf.getBackend() === 'xla';
}
