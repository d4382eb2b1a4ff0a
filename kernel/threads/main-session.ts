/** The worker's window into the main thread: V8's inspector, answering also while main is busy. */
import { Session } from 'node:inspector';
import type { Commands, Events, Inspector } from '../debugger/inspector.js';

/** The main thread's inspector refuses a command, or does not answer. */
class InspectorError extends Error {
  override name = 'InspectorError';
}

export class MainSession implements Inspector {
  private readonly session = new Session();

  /** @param patience how long a busy main thread may take to answer, in milliseconds */
  constructor(private readonly patience: number) {
    this.session.connectToMainThread();
  }

  /** Sends a command; undefined when it failed, or when main did not answer in time. */
  post(method: string, params: object = {}): Promise<object | undefined> {
    return this.send(method, params).catch(() => undefined);
  }

  command<M extends keyof Commands>(method: M, params: Commands[M][0]): Promise<Commands[M][1]> {
    return this.send(method, params);
  }

  on<E extends keyof Events>(event: E, heard: (params: Events[E]) => void): void {
    this.session.on(event, (message: { params: Events[E] }) => heard(message.params));
  }

  disconnect(): void {
    this.session.disconnect();
  }

  private send<T extends object>(method: string, params: object): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = Number.isFinite(this.patience)
        ? setTimeout(() => reject(new InspectorError(BUSY)), this.patience)
        : undefined;
      this.session.post(method, params, (error: Error | null, result?: object) => {
        clearTimeout(timer);
        if (error) reject(new InspectorError(error.message));
        else resolve(result as T);
      });
    });
  }
}

const BUSY = 'The code does not answer: it is in the midst of a native call.';
