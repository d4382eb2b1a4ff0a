/**
 * A process that is asked over its standard input and answers on its standard output, one JSON object a line:
 *
 *     <- {"ready": {...}}                 once, when it is set up
 *     -> any request                      <- {"answer": {...}} or {"error": "why"}
 *
 * Other lines on its output are ignored: libraries greet. The other side is `serve.ts` (Node) and `serve.py` (Python).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { isRecord } from '../src/is-record.js';

/** What to start. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

export type Answer = Readonly<Record<string, unknown>>;

/** A worker that died, failed, said something else than agreed, or took too long. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}

const LIMIT_MS = 180_000;
/** How much of a worker's error output is kept to explain its end. */
const KEPT_ERRORS = 2000;

export class Worker {
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #errors = '';

  private constructor(command: Command) {
    this.#process = spawn(command.file, command.args, {
      env: { ...process.env, ...command.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#process.on('error', (error) => this.#note(error.message));
    this.#process.stdin?.on('error', (error) => this.#note(error.message));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => this.#note(text));
    const output = this.#process.stdout;
    if (!output) throw new WorkerError('the process has no output');
    this.#lines = createInterface({ input: output })[Symbol.asyncIterator]();
  }

  /** Starts the process and waits until it says that it is ready. @throws WorkerError */
  static async start(command: Command): Promise<{ worker: Worker; ready: Answer }> {
    const worker = new Worker(command);
    try {
      return { worker, ready: await worker.#read('ready') };
    } catch (error) {
      worker.stop();
      throw error;
    }
  }

  /** @throws WorkerError when the worker answers with an error, ends, or takes longer than three minutes */
  ask(request: unknown): Promise<Answer> {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
    return this.#read('answer');
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  /** Closes the worker's input and waits until it has ended by itself. */
  async end(): Promise<void> {
    const ended = once(this.#process, 'close');
    this.#process.stdin?.end();
    await ended;
  }

  async #read(expected: 'ready' | 'answer'): Promise<Answer> {
    const late = setTimeout(() => {
      this.#note(`took longer than ${LIMIT_MS / 1000} s`);
      this.stop();
    }, LIMIT_MS);
    try {
      for (;;) {
        const { done, value: line } = await this.#lines.next();
        if (done) throw new WorkerError(await this.#lastWords());
        const message = parseLine(line);
        if (message === undefined) continue;
        if (typeof message.error === 'string') throw new WorkerError(message.error);
        const body = message[expected];
        if (isRecord(body)) return body;
      }
    } finally {
      clearTimeout(late);
    }
  }

  #note(text: string): void {
    this.#errors = (this.#errors + text).slice(-KEPT_ERRORS);
  }

  /** What the process said last on its error output, or its exit status. */
  async #lastWords(): Promise<string> {
    if (
      this.#process.pid !== undefined &&
      this.#process.exitCode === null &&
      !this.#process.killed
    ) {
      await Promise.race([once(this.#process, 'close'), new Promise((r) => setTimeout(r, 1000))]);
    }
    const lines = this.#errors.split('\n').map((line) => line.trim());
    const telling = lines.findLast((line) => /^\w*(Error|Exception|Exit)\b/.test(line));
    return (
      telling ??
      (lines.findLast(Boolean) ||
        `ended with status ${this.#process.exitCode ?? this.#process.signalCode}`)
    );
  }
}

/** A number that a worker must have sent. @throws WorkerError */
export function numberIn(answer: Answer, key: string): number {
  const value = answer[key];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new WorkerError(`answered ${key} = ${JSON.stringify(value)}, a number was expected`);
}

/** A text that a worker must have sent. @throws WorkerError */
export function textIn(answer: Answer, key: string): string {
  const value = answer[key];
  if (typeof value === 'string') return value;
  throw new WorkerError(`answered ${key} = ${JSON.stringify(value)}, a text was expected`);
}

function parseLine(line: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
