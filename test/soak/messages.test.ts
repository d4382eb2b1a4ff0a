import { test } from 'node:test';
import { messages } from './messages.js';

test('2,000 messages that are broken at random are survived, and answered where they can be', async () => {
  await messages.run(2000, 3);
});
