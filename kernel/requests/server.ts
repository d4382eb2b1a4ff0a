/**
 * Answers requests: busy, the handler, its reply, idle. Cells wait for each other in a queue; all
 * else is answered at once, also while a cell runs. Knows the language only as an `Interpreter`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '../wire/connection.js';
import type { Incoming } from '../wire/frames.js';
import { debug } from '../wire/log.js';
import type { Published, Reply } from '../wire/outgoing.js';
import type { Channel, Sockets } from '../wire/sockets.js';
import { executeReply } from './execute.js';
import { type Context, type Executions, RequestError } from './handler.js';
import { History } from './history-store.js';
import type { Interpreter } from './interpreter.js';
import { StreamBatches } from './stream-batches.js';
import { HANDLERS } from './table.js';

/** How long cells that a client sends in one go may take to come in, in milliseconds. */
const IN_ONE_GO = 5;

interface Waiting {
  readonly channel: Channel;
  readonly request: Incoming;
}

export class Server {
  private readonly history = new History();
  private readonly queue: Waiting[] = [];
  private working: Promise<void> | undefined;
  /** Whether the kernel ends; no further cell is run then. */
  private isEnding = false;
  /** When the latest cell began. */
  private begun = 0;
  /** The request of every cell that ran; what a timer prints hours later still finds it. */
  private readonly cells: Incoming[] = [];
  private readonly batches = new StreamBatches((cell, name, text) => {
    this.sockets.publish({ msg_type: 'stream', content: { name, text } }, this.cells[cell]?.header);
  });
  private readonly executions: Executions;

  constructor(
    private readonly connection: Connection,
    private readonly sockets: Sockets,
    private readonly interpreter: Interpreter,
  ) {
    this.executions = {
      count: 0,
      abortQueued: () => this.abortQueued(),
      begin: (request) => {
        this.begun = performance.now();
        return this.cells.push(request) - 1;
      },
    };
  }

  /** Takes a request from a socket. */
  receive(channel: Channel, request: Incoming): void {
    const kind = request.header.msg_type;
    if (channel === 'stdin') {
      const { value } = request.content;
      if (kind === 'input_reply') this.interpreter.answer(typeof value === 'string' ? value : '');
    } else if (kind === 'execute_request') {
      this.queue.push({ channel, request });
      this.working ??= this.work();
    } else {
      void this.answer(channel, request);
    }
  }

  /** Shows what a cell printed or displayed; parts of a stream are put together. */
  show(cell: number, message: Published): void {
    if (message.msg_type === 'stream') {
      this.batches.add(cell, message.content.name, message.content.text);
    } else {
      this.publish(message, this.cells[cell]);
    }
  }

  /** Asks the client that sent the running cell for a line. */
  ask(cell: number, prompt: string, password: boolean): void {
    const request = this.cells[cell];
    if (!request) return;
    this.batches.flush();
    this.sockets.reply(
      'stdin',
      { msg_type: 'input_request', content: { prompt, password } },
      request,
    );
  }

  /** See `Depart`. */
  async depart(told: () => void): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    await this.working;
    this.abort(this.queue.splice(0));
    const content = { status: 'ok', restart: false } as const;
    this.publish({ msg_type: 'shutdown_reply', content }, undefined);
    await this.close();
    told();
  }

  private publish(message: Published, request: Incoming | undefined): void {
    this.batches.flush();
    this.sockets.publish(message, request?.header);
  }

  private async work(): Promise<void> {
    while (!this.isEnding) {
      const next = this.queue.shift();
      if (!next) break;
      await this.answer(next.channel, next.request);
    }
    this.working = undefined;
  }

  private async answer(channel: Channel, request: Incoming): Promise<void> {
    this.publish({ msg_type: 'status', content: { execution_state: 'busy' } }, request);
    const reply = await this.handle(request);
    this.batches.flush();
    if (reply) this.sockets.reply(channel, reply, request);
    this.publish({ msg_type: 'status', content: { execution_state: 'idle' } }, request);
    if (reply?.msg_type === 'shutdown_reply') {
      this.isEnding = true;
      await this.close();
      this.interpreter.shutdown(0);
    }
  }

  private async handle(request: Incoming): Promise<Reply | undefined> {
    const kind = request.header.msg_type;
    const handler = HANDLERS.get(kind);
    if (!handler) {
      debug('wire', () => `no handler for ${kind}`);
      return undefined;
    }
    const context: Context = {
      interpreter: this.interpreter,
      history: this.history,
      connection: this.connection,
      executions: this.executions,
      publish: (message) => this.publish(message, request),
    };
    try {
      return await handler(request, context);
    } catch (error) {
      return failure(kind, error);
    }
  }

  private async abortQueued(): Promise<void> {
    const waited = performance.now() - this.begun;
    if (waited < IN_ONE_GO) await delay(IN_ONE_GO - waited);
    const aborted = this.queue.splice(0);
    setImmediate(() => this.abort(aborted));
  }

  private abort(cells: readonly Waiting[]): void {
    const execution_count = this.executions.count;
    for (const { channel, request } of cells) {
      const reply = executeReply({ status: 'aborted', execution_count }, new Date());
      this.publish({ msg_type: 'status', content: { execution_state: 'busy' } }, request);
      this.sockets.reply(channel, reply, request);
      this.publish({ msg_type: 'status', content: { execution_state: 'idle' } }, request);
    }
  }

  private async close(): Promise<void> {
    this.history.close();
    await this.sockets.close();
  }
}

/** An error reply of the kind that the request expects. */
function failure(kind: string, error: unknown): Reply {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const known = error instanceof RequestError;
  if (!known)
    debug('wire', () => `${kind} failed: ${error instanceof Error ? error.stack : error}`);
  return {
    msg_type: `${kind.replace(/_request$/, '')}_reply`,
    content: { status: 'error', ename: name, evalue: message, traceback: [`${name}: ${message}`] },
  };
}
