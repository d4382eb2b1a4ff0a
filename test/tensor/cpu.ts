/** TensorFlow.js's plain JavaScript backend, for tests that need no engine. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

// Its advice to install a native backend is printed once and is of no use here.
const { warn } = console;
console.warn = () => {};
await tf.setBackend('cpu');
tf.tidy(() => tf.add(1, 1));
console.warn = warn;
