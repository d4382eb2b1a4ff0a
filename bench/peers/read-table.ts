/**
 * Gradbook's TableStream and DataLoader, as their users write them. Opening reads the file once, to count its rows and
 * to find bad ones; that is done before it says that it is ready.
 *
 *     node read-table.js FILE
 */
import { DataLoader, device, TableStream } from '../../src/index.js';
import { serve } from '../serve.js';

const [file = ''] = process.argv.slice(2);
await device('cpu');
const table = await TableStream.open(file, { target: 'y', targetType: 'number' });
const loader = new DataLoader(table, { batchSize: 8192 });

await serve({}, async () => {
  const start = performance.now();
  let sum = 0;
  let samples = 0;
  for (const [inputs] of loader) {
    sum += inputs.mean().item() * inputs.shape[0];
    samples += inputs.shape[0];
  }
  return {
    seconds: (performance.now() - start) / 1000,
    samples,
    mean: sum / samples,
  };
});
