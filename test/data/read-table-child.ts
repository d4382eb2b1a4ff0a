/** A process of its own that reads a table as a stream, with what heap its flags leave it. */
import * as tf from '@tensorflow/tfjs-core';
import { DataLoader, TableStream } from '../../src/data/index.js';
import '../tensor/cpu.js';

await tf.setBackend('cpu');
const stream = await TableStream.open(process.argv[2], { target: 'y', shuffleBuffer: 1000 });
let samples = 0;
let sum = 0;
for (const [x] of new DataLoader(stream, { batchSize: 1000 })) {
  const values = x.dataSync();
  for (let i = 0; i < values.length; i += x.shape[1]) sum += values[i];
  samples += x.shape[0];
}
console.log(JSON.stringify({ samples, sum }));
