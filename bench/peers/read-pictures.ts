/**
 * Gradbook's ImageFolder and DataLoader, as its users write them.
 *
 *     node read-pictures.js FOLDER WORKERS
 */
import { DataLoader, device, ImageFolder, transforms } from '../../src/index.js';
import { serve } from '../serve.js';

const [folder = '', workers = ''] = process.argv.slice(2);
await device('cpu');
const transform = new transforms.Compose([
  new transforms.ToTensor(),
  new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
]);
const pictures = new ImageFolder(folder, { resize: 72, centerCrop: 64, transform });
const loader = new DataLoader(pictures, {
  batchSize: 64,
  shuffle: true,
  dropLast: true,
  numWorkers: Number(workers),
});

await serve({}, async () => {
  const start = performance.now();
  let sum = 0;
  let samples = 0;
  for (const [images] of loader) {
    sum += images.mean().item();
    samples += images.shape[0];
  }
  return {
    seconds: (performance.now() - start) / 1000,
    samples,
    mean: sum / loader.length,
  };
});
