/** Asks for 16 GB, more than the process may have; prints the error, and what it computes afterwards. */
import { device, OutOfMemoryError, tensor, zeros } from '../../src/index.js';

const { log } = console;
console.log = () => {};
await device('cpu');
let told = 'nothing';
try {
  zeros([2 ** 32])
    .add(1)
    .dataSync();
} catch (error) {
  if (!(error instanceof OutOfMemoryError)) throw error;
  told = `${error.name} ${error.wantedBytes} [${error.largest[0]?.shape}]`;
}
console.log = log;
process.stdout.write(`${told}, then ${tensor([6]).mul(7).item()}`);
