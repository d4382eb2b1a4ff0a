/**
 * JSON-RPC 2.0 over a pair of streams, framed as the Language Server Protocol frames it. Knows
 * nothing of what is said.
 *
 * https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/
 */
import type { Readable, Writable } from 'node:stream';
import { isRecord } from '../wire/json.js';

/** The other side answered with an error, or is gone. */
export class RpcError extends Error {
  override name = 'RpcError';
  constructor(
    readonly method: string,
    message: string,
  ) {
    super(`${method}: ${message}`);
  }
}

interface Waiting {
  readonly method: string;
  resolve(result: unknown): void;
  reject(error: RpcError): void;
}

const SEPARATOR = '\r\n\r\n';

export class JsonRpc {
  private readonly waiting = new Map<number, Waiting>();
  private received: Buffer = Buffer.alloc(0);
  private sent = 0;

  /** `answer` gives the result for what the other side requests. */
  constructor(
    input: Readable,
    private readonly output: Writable,
    private readonly answer: (method: string, params: unknown) => unknown,
  ) {
    input.on('data', (chunk: Buffer) => this.receive(chunk));
    // A server that died is noticed by its exit; writing to it must not throw.
    output.on('error', () => {});
  }

  /**
   * Sends a request.
   * @throws RpcError when the other side answers with an error, or ends first.
   */
  request(method: string, params: object): Promise<unknown> {
    this.sent += 1;
    const id = this.sent;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { method, resolve, reject });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params: object): void {
    this.send({ method, params });
  }

  /** Fails what still waits for an answer. */
  end(): void {
    for (const { method, reject } of this.waiting.values()) {
      reject(new RpcError(method, 'the other side ended'));
    }
    this.waiting.clear();
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    // What is sent together goes out in one write.
    this.output.cork();
    process.nextTick(() => this.output.uncork());
    this.output.write(`Content-Length: ${Buffer.byteLength(text)}${SEPARATOR}${text}`);
  }

  private receive(chunk: Buffer): void {
    this.received = this.received.length > 0 ? Buffer.concat([this.received, chunk]) : chunk;
    for (;;) {
      const head = this.received.indexOf(SEPARATOR);
      if (head < 0) return;
      const length = /Content-Length: *(\d+)/i.exec(this.received.toString('latin1', 0, head))?.[1];
      const start = head + SEPARATOR.length;
      const end = start + Number(length ?? 0);
      if (this.received.length < end) return;
      const body = this.received.toString('utf8', start, end);
      this.received = this.received.subarray(end);
      this.take(body);
    }
  }

  private take(body: string): void {
    const message: unknown = JSON.parse(body);
    if (!isRecord(message)) return;
    const { id, method } = message;
    if (typeof method === 'string') {
      if (id !== undefined) this.send({ id, result: this.answer(method, message.params) });
      return;
    }
    const waiting = typeof id === 'number' ? this.waiting.get(id) : undefined;
    if (!waiting) return;
    this.waiting.delete(Number(id));
    if (!isRecord(message.error)) waiting.resolve(message.result);
    else waiting.reject(new RpcError(waiting.method, String(message.error.message)));
  }
}
