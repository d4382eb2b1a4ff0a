/** Asks the person for a line. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type Cell, currentCell } from '../context/cell.js';
import { Slot } from '../link/messages.js';
import { isRecord } from '../wire/json.js';
import type { Output } from './output.js';

/** The client that sent the cell cannot be asked. */
export class StdinNotAllowed extends Error {
  override name = 'StdinNotAllowed';
  constructor() {
    super(
      'The cell wants a line of input, but this client does not take questions (allow_stdin is false).',
    );
  }
}

/** The globals, for which the main thread waits, and the question behind `process.stdin`, for which it does not. */
export interface Questions {
  /** `prompt('name?')`, `prompt('name?', 'Ada')`, `prompt('key', { password: true })`. */
  prompt(question?: string, preset?: unknown, options?: unknown): string;
  /** `confirm('sure?')`: whether the answer is y. */
  confirm(question?: string): boolean;
  /** Asks without a text; rejects when the cell is interrupted. */
  ask(cell: Cell): Promise<string>;
}

/**
 * The globals `prompt` and `confirm`, as browsers and Deno have them.
 * @throws StdinNotAllowed (from the functions) when the client takes no questions.
 */
export function questions(output: Output, answers: MessagePort, shared: Int32Array): Questions {
  const post = (cell: Cell, prompt: string, password: boolean): void => {
    while (receiveMessageOnPort(answers)) {
      // What was typed for a question that was interrupted.
    }
    Atomics.store(shared, Slot.Answered, 0);
    output.post({ type: 'ask', cell: cell.job.id, prompt, password });
  };
  const ask = (question: string, password: boolean): string => {
    const cell = currentCell();
    if (!cell?.job.allowStdin) throw new StdinNotAllowed();
    post(cell, question, password);
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
    ask(cell) {
      post(cell, '', false);
      return new Promise((resolve, reject) => {
        const done = () => {
          answers.off('message', take);
          answers.unref();
          cell.signal.removeEventListener('abort', stop);
        };
        const take = (line: unknown) => {
          done();
          resolve(String(line));
        };
        const stop = () => {
          done();
          reject(cell.signal.reason);
        };
        answers.on('message', take);
        cell.signal.addEventListener('abort', stop);
      });
    },
    confirm: (question = 'Confirm') => /^y$/i.test(ask(`${question} [y/N] `, false)),
  };
}
