/** Pausing code and letting it go on. */
import { THREAD } from '../pauses.js';
import type { StepKind } from '../steps.js';
import type { Command } from './command.js';

export const threads: Command = () => ({ threads: [{ id: THREAD, name: 'cells' }] });

export const pause: Command = async (_parameters, { pauses }) => {
  await pauses.pause();
  return {};
};

export const continueCommand: Command = async (_parameters, { pauses }) => {
  await pauses.continue();
  return { allThreadsContinued: true };
};

export const step =
  (kind: StepKind): Command =>
  async (_parameters, { pauses }) => {
    await pauses.begin(kind);
    return {};
  };
