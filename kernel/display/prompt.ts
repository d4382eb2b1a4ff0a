/** Asks the person for a line. */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { type Cell, currentCell } from '../context/cell.js';
import { Slot } from '../link/messages.js';
import type { Answer } from '../requests/interpreter.js';
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

export interface PromptOptions {
  /** What is typed is not shown. */
  readonly password?: boolean;
}

/** Asks the person at the notebook for a line and waits for it; `preset` is the answer where none is typed. */
export interface Prompt {
  (question?: string, preset?: string, options?: PromptOptions): string;
  (question: string, options: PromptOptions): string;
}

/** The globals, for which the main thread waits, and the question behind `process.stdin`, for which it does not. */
export interface Questions {
  /** `prompt('name?')`, `prompt('name?', 'Ada')`, `prompt('key', { password: true })`. */
  readonly prompt: Prompt;
  /** `confirm('sure?')`: whether the answer is y. */
  confirm(question?: string): boolean;
  /** `alert('done')`: shows a text, and waits until the person has seen it, where the client takes questions. */
  alert(message?: string): void;
  /** Asks without a text; rejects when the cell is interrupted. */
  ask(cell: Cell): Promise<string>;
}

/**
 * The globals `prompt`, `confirm` and `alert`, as browsers and Deno have them.
 * @throws StdinNotAllowed (from the functions that need an answer) when the client takes no questions.
 */
export function questions(output: Output, answers: MessagePort, shared: Int32Array): Questions {
  let count = 0;
  /** The questions for whose answers the main thread does not wait, and what takes those. */
  const others = new Map<number, (line: string) => void>();
  const post = (cell: Cell, prompt: string, password: boolean): number => {
    const id = count++;
    const question = { id, prompt, password, others: [...others.keys()] };
    output.post({ type: 'ask', cell: cell.job.id, question });
    return id;
  };
  const give = ({ question, line }: Answer): void => others.get(question)?.(line);
  /** Hands over what has come, up to the answer that is wanted. */
  const lineFor = (wanted: number): string | undefined => {
    for (;;) {
      const received: { message: Answer } | undefined = receiveMessageOnPort(answers);
      if (!received) return undefined;
      if (received.message.question === wanted) return received.message.line;
      give(received.message);
    }
  };
  const ask = (prompt: string, password: boolean): string => {
    const cell = currentCell();
    if (!cell?.job.allowStdin) throw new StdinNotAllowed();
    const question = post(cell, prompt, password);
    for (;;) {
      // Before looking: what comes from now on wakes.
      Atomics.store(shared, Slot.Answered, 0);
      const line = lineFor(question);
      if (line !== undefined) return line;
      Atomics.wait(shared, Slot.Answered, 0);
    }
  };
  return {
    prompt(question = 'Prompt', preset: unknown = '', options: unknown = preset) {
      const value = isRecord(preset) ? '' : String(preset);
      const shown = value === '' ? String(question) : `${question} [${value}]`;
      return ask(shown, isRecord(options) && options.password === true) || value;
    },
    ask(cell) {
      // Looked at before asking: the client may interrupt as soon as it has the question.
      const { signal } = cell;
      if (signal.aborted) return Promise.reject(signal.reason);
      const question = post(cell, '', false);
      return new Promise((resolve, reject) => {
        const done = () => {
          others.delete(question);
          if (others.size === 0) answers.off('message', give).unref();
          signal.removeEventListener('abort', stop);
        };
        const stop = () => {
          done();
          reject(signal.reason);
        };
        others.set(question, (line) => {
          done();
          resolve(line);
        });
        if (others.size === 1) answers.on('message', give);
        signal.addEventListener('abort', stop);
      });
    },
    confirm: (question = 'Confirm') => /^y$/i.test(ask(`${question} [y/N] `, false)),
    alert(message = 'Alert') {
      if (currentCell()?.job.allowStdin) ask(`${message} [Enter] `, false);
      else output.stream('stdout', `${message}\n`);
    },
  };
}
