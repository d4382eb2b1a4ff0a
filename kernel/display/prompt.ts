/** Asks the person for a line; the main thread waits for it. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { currentCell } from '../context/cell.js';
import { Slot } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import type { Output } from './output.js';

/** The client that sent the cell cannot be asked. */
export class StdinError extends Error {
  override name = 'StdinError';
  constructor() {
    super('A question was asked, but this client does not take questions (allow_stdin is false).');
  }
}

export interface Questions {
  /** `prompt('name?')`, `prompt('name?', 'Ada')`, `prompt('key', { password: true })`. */
  prompt(question?: string, preset?: unknown, options?: unknown): string;
  /** `confirm('sure?')`: whether the answer is y. */
  confirm(question?: string): boolean;
}

/**
 * The globals `prompt` and `confirm`, as browsers and Deno have them.
 * @throws StdinError (from the functions) when the client takes no questions.
 */
export function questions(output: Output, answers: MessagePort, shared: Int32Array): Questions {
  const ask = (question: string, password: boolean): string => {
    const cell = currentCell();
    if (!cell?.job.allowStdin) throw new StdinError();
    while (receiveMessageOnPort(answers)) {
      // What was typed for a question that was interrupted.
    }
    Atomics.store(shared, Slot.Answered, 0);
    output.post({ type: 'ask', cell: cell.job.id, prompt: question, password });
    Atomics.wait(shared, Slot.Answered, 0);
    const answer: { message: unknown } | undefined = receiveMessageOnPort(answers);
    return typeof answer?.message === 'string' ? answer.message : '';
  };
  return {
    prompt(question = '', preset = '', options = preset) {
      const value = isRecord(preset) ? '' : String(preset);
      const shown = value === '' ? String(question) : `${question} [${value}]`;
      return ask(shown, isRecord(options) && options.password === true) || value;
    },
    confirm: (question = 'Confirm') => /^y$/i.test(ask(`${question} [y/N] `, false)),
  };
}
