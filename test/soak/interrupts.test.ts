import { test } from 'node:test';
import { interrupts } from './interrupts.js';

test('200 interrupts at random moments of random cells leave a healthy kernel', async () => {
  await interrupts.run(200, 5);
});
