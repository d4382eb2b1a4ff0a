/** `prompt('name?')`: asks the person for a line; the main thread waits for it. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { currentCell } from '../context/cell.js';
import { Slot } from '../link/messages.js';
import type { Output } from './output.js';

/** The client that sent the cell cannot be asked. */
export class StdinError extends Error {
  override name = 'StdinError';
  constructor() {
    super('prompt() was called, but this client does not take questions (allow_stdin is false).');
  }
}

/**
 * The global `prompt`.
 * @throws StdinError (from the returned function) when the client takes no questions.
 */
export function prompter(output: Output, answers: MessagePort, shared: Int32Array) {
  return (question = '', { password = false } = {}): string => {
    const cell = currentCell();
    if (!cell?.job.allowStdin) throw new StdinError();
    while (receiveMessageOnPort(answers)) {
      // What was typed for a question that was interrupted.
    }
    Atomics.store(shared, Slot.Answered, 0);
    output.post({ type: 'ask', cell: cell.job.id, prompt: String(question), password });
    Atomics.wait(shared, Slot.Answered, 0);
    const answer: { message: unknown } | undefined = receiveMessageOnPort(answers);
    return typeof answer?.message === 'string' ? answer.message : '';
  };
}
