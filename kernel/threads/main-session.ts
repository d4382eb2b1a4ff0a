/** The worker's window into the main thread: V8's inspector, answering also while main is busy. */
import { Session } from 'node:inspector';

export class MainSession {
  private readonly session = new Session();

  /** @param patience how long a busy main thread may take to answer, in milliseconds */
  constructor(private readonly patience: number) {
    this.session.connectToMainThread();
  }

  /**
   * Sends a command; undefined when it failed, or when main did not answer in time (it sits in a
   * native call).
   */
  post(method: string, params: object = {}): Promise<object | undefined> {
    return new Promise((resolve) => {
      const timer = Number.isFinite(this.patience)
        ? setTimeout(() => resolve(undefined), this.patience)
        : undefined;
      this.session.post(method, params, (error: Error | null, result?: object) => {
        clearTimeout(timer);
        resolve(error ? undefined : result);
      });
    });
  }

  disconnect(): void {
    this.session.disconnect();
  }
}
