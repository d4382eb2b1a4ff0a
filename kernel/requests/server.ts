/**
 * Answers requests: busy, the handler, its reply, idle. The cells of a shell wait for each other; all
 * else is answered at once, also while a cell runs. Knows the language only as an `Interpreter`.
 */
import type { Connection } from '../wire/connection.js';
import type { Header, Incoming } from '../wire/frames.js';
import { stringField } from '../wire/json.js';
import { debug } from '../wire/log.js';
import type { Failed, Published, Reply } from '../wire/outgoing.js';
import type { Channel, Sockets } from '../wire/sockets.js';
import type { Received } from './cell-queue.js';
import { executeReply } from './execute.js';
import { type Context, type Executions, failed, RequestError } from './handler.js';
import { History } from './history-store.js';
import type { Interpreter, Question } from './interpreter.js';
import { OpenComms } from './open-comms.js';
import { OpenQuestions } from './open-questions.js';
import { type Requester, Requests } from './requests.js';
import { Shells, SubshellNotFound } from './shells.js';
import { StreamBatches } from './stream-batches.js';
import { HANDLERS } from './table.js';

/** A part of a request is not the JSON object that it must be. */
class MalformedRequest extends Error {
  override name = 'MalformedRequest';
  constructor(problem: string) {
    super(`The request cannot be read: ${problem}.`);
  }
}

/** A request of a kind that this kernel does not know. */
class UnknownRequest extends Error {
  override name = 'UnknownRequest';
  constructor(kind: string) {
    super(`The kernel knows no ${kind}.`);
  }
}

/** What a client did wrong, as against faults of the kernel's own. */
const KNOWN_FAILURES = [MalformedRequest, UnknownRequest, RequestError, SubshellNotFound] as const;

/** How long a debugger that asks many things at a time must have asked nothing, until cells count as busy again, in milliseconds. */
const CALM = 100;

/** Requests after which no cell runs on. */
const ENDS_CELLS: ReadonlySet<string> = new Set(['interrupt_request', 'shutdown_request']);

export class Server {
  /** The requests of cells that run: one in each shell at most. */
  private readonly running = new Set<Incoming>();
  private readonly history = new History();
  private readonly executions: Executions = { count: 0 };
  private readonly requests = new Requests();
  private readonly shells = new Shells((cell) => this.answer(cell));
  private readonly comms = new OpenComms();
  private readonly questions = new OpenQuestions();
  private isEnding = false;
  /** Settled when the debugger has answered all that came so far. */
  private debugged: Promise<void> = Promise.resolve();
  private calm: NodeJS.Timeout | undefined;
  private readonly batches = new StreamBatches((cell, name, text) => {
    const parent = this.requests.get(cell)?.header;
    this.sockets.publish({ msg_type: 'stream', content: { name, text } }, parent);
  });

  constructor(
    private readonly connection: Connection,
    private readonly sockets: Sockets,
    private readonly interpreter: Interpreter,
  ) {}

  /** Takes a request from a socket. */
  receive(channel: Channel, request: Incoming): void {
    const kind = request.header.msg_type;
    const queue = kind === 'execute_request' ? this.shells.queueOf(request.subshell) : undefined;
    if (channel === 'stdin') {
      if (kind === 'input_reply' && !request.problem) this.takeAnswer(request);
    } else if (queue) {
      queue.add({ channel, request });
    } else if (kind === 'debug_request') {
      // One after the other, as the debugger answers them: each is busy when its turn has come.
      const answer = () => this.answer({ channel, request });
      this.debugged = this.debugged.then(answer, answer);
    } else {
      void this.answer({ channel, request });
    }
  }

  /** Shows what notebook code printed or displayed; parts of a stream are put together. */
  show(cell: number, message: Published): void {
    // Comms are no output.
    const isComm = 'buffers' in message;
    if (this.requests.isSilent(cell) && !isComm) return;
    if (message.msg_type === 'stream') {
      this.batches.add(cell, message.content.name, message.content.text);
      return;
    }
    if (isComm) this.comms.note(message);
    this.publish(message, this.requests.get(cell));
  }

  /** Asks the client that sent a cell for a line. */
  ask(cell: number, { id, prompt, password, others }: Question): void {
    const requester = this.requests.get(cell);
    if (!requester) return;
    this.batches.flush();
    const content = { prompt, password };
    const message = this.sockets.reply('stdin', { msg_type: 'input_request', content }, requester);
    this.questions.add(id, others, { requester, message });
  }

  private takeAnswer(reply: Incoming): void {
    const question = this.questions.takeAnswered(reply);
    if (question === undefined) debug('wire', () => 'an answer to no question');
    else this.interpreter.answer({ question, line: stringField(reply.content, 'value') });
  }

  /**
   * Ends the running cells; those who wait for their ends don't wait long for clients that read nothing.
   * @param by the request for it, which may have been overtaken by cells that were sent later, on another socket
   */
  interrupt(by?: Header): void {
    const isOvertaken = (cell: Incoming) => by !== undefined && isLater(cell.header, by);
    if (this.running.size > 0 && [...this.running].every(isOvertaken)) return;
    this.sockets.hurry();
    this.interpreter.interrupt();
  }

  /** See `Depart`. */
  async depart(told: () => void): Promise<void> {
    if (this.isEnding) return;
    this.isEnding = true;
    const waiting = this.shells.stop();
    await this.shells.over();
    this.abort(waiting);
    const content = { status: 'ok', restart: false } as const;
    this.publish({ msg_type: 'shutdown_reply', content }, undefined);
    await this.close();
    told();
  }

  private publish(message: Published, request: Requester | undefined): void {
    this.batches.flush();
    this.sockets.publish(message, request?.header);
  }

  private async answer({ channel, request }: Received): Promise<void> {
    const isCell = request.header.msg_type === 'execute_request';
    if (isCell) this.running.add(request);
    this.publish({ msg_type: 'status', content: { execution_state: 'busy' } }, request);
    const reply = await this.handle(request);
    this.batches.flush();
    if (reply) this.sockets.reply(channel, reply, request);
    this.publish({ msg_type: 'status', content: { execution_state: 'idle' } }, request);
    if (isCell) this.running.delete(request);
    if (request.header.msg_type === 'debug_request') this.sayBusyLater();
    else if (!ENDS_CELLS.has(request.header.msg_type)) this.sayBusy();
    if (reply?.msg_type === 'shutdown_reply') {
      this.isEnding = true;
      this.abort(this.shells.stop());
      await this.close();
      this.interpreter.shutdown(0);
    }
  }

  /** A front end asks for the frames, their scopes and variables, all within a moment. */
  private sayBusyLater(): void {
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.sayBusy(), CALM).unref();
  }

  /**
   * Says again that a running cell keeps the kernel busy. JupyterLab shows, and the Jupyter server culls by, the
   * latest status, which was the idle of something that was answered meanwhile. It has no parent: to a request
   * belong one busy and one idle.
   */
  private sayBusy(): void {
    if (this.running.size === 0 || this.isEnding) return;
    this.publish({ msg_type: 'status', content: { execution_state: 'busy' } }, undefined);
  }

  private async handle(request: Incoming): Promise<Reply | undefined> {
    const kind = request.header.msg_type;
    const handler = HANDLERS.get(kind);
    if (!handler) debug('wire', () => `no handler for ${kind}`);
    const context: Context = {
      interpreter: this.interpreter,
      history: this.history,
      connection: this.connection,
      executions: this.executions,
      requests: this.requests,
      shells: this.shells,
      comms: this.comms,
      publish: (message) => this.publish(message, request),
      abort: (cells) => this.abort(cells),
      interrupt: () => this.interrupt(request.header),
    };
    try {
      if (request.problem !== undefined) throw new MalformedRequest(request.problem);
      this.shells.check(request.subshell);
      if (handler) return await handler(request, context);
      // Who sent a request waits for a reply.
      if (kind.endsWith('_request')) throw new UnknownRequest(kind);
      return undefined;
    } catch (error) {
      const content = failure(kind, error);
      if (kind === 'execute_request') {
        const { count } = this.executions;
        return executeReply({ ...content, execution_count: count }, new Date());
      }
      if (kind.endsWith('_request')) {
        return { msg_type: `${kind.replace(/_request$/, '')}_reply`, content };
      }
      // Nobody waits for a reply, as to what comms say.
      const { status: _status, ...said } = content;
      context.publish({ msg_type: 'error', content: said });
      return undefined;
    }
  }

  private abort(cells: readonly Received[]): void {
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

/** Whether a client has sent one message after the other, as far as its own clock tells. */
function isLater(one: Header, other: Header): boolean {
  const isSameClock = one.session === other.session && one.date.length === other.date.length;
  return isSameClock && one.date > other.date;
}

/** What a reply says of whatever was thrown. */
function failure(kind: string, thrown: unknown): Failed {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const known = KNOWN_FAILURES.some((one) => error instanceof one);
  if (!known) debug('wire', () => `${kind} failed: ${error.stack}`);
  return failed(error);
}
