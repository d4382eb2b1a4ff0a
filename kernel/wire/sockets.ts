/**
 * The kernel's five ZeroMQ sockets: binds them, hands over what arrives and sends what is given,
 * in order. Knows frames and signatures, and nothing of what the messages mean.
 */
import { createRequire } from 'node:module';
import { addressOf, type Connection } from './connection.js';
import { decode, encode, FrameError, type Header, type Incoming } from './frames.js';
import { debug } from './log.js';
import { type Asked, newHeader, type Published, type Reply } from './outgoing.js';

// Required, since importing it costs the start 8 ms more: Node parses CommonJS for the names of its exports.
const {
  Reply: ReplySocket,
  Router,
  XPublisher,
}: typeof import('zeromq') = createRequire(import.meta.url)('zeromq');

/** The sockets on which requests come in. */
export type Channel = 'shell' | 'control' | 'stdin';

export type Receive = (channel: Channel, message: Incoming) => void;

interface Writable {
  send(frames: (Uint8Array | string)[]): Promise<void>;
}

/** Sends one message after the other: ZeroMQ allows one send at a time on a socket. */
class Outbox {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private closed = false;
  constructor(private readonly socket: Writable) {}

  send(frames: (Uint8Array | string)[]): void {
    if (this.closed) return;
    this.waiting += 1;
    // The first of a row is handed to ZeroMQ at once; it completes synchronously there.
    const sending =
      this.waiting === 1
        ? this.socket.send(frames)
        : this.tail.then(() => this.socket.send(frames));
    this.tail = sending
      .catch((error: unknown) => debug('wire', () => `a message was not sent: ${error}`))
      .finally(() => {
        this.waiting -= 1;
      });
  }

  /** Takes no more; resolves when all that was given has been handed to ZeroMQ. */
  close(): Promise<void> {
    this.closed = true;
    return this.tail;
  }
}

export class Sockets {
  private readonly heartbeat = new ReplySocket({ linger: 0 });
  // No high-water mark: ZeroMQ would drop output silently beyond it.
  private readonly iopub = new XPublisher({ sendHighWaterMark: 0, linger: 1000 });
  private readonly routers = {
    shell: new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 }),
    control: new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 }),
    stdin: new Router({ sendHighWaterMark: 0, receiveHighWaterMark: 0, linger: 1000 }),
  };
  private readonly outboxes = {
    iopub: new Outbox(this.iopub),
    shell: new Outbox(this.routers.shell),
    control: new Outbox(this.routers.control),
    stdin: new Outbox(this.routers.stdin),
  };

  private noteSubscriber: () => void = () => {};
  /** Resolves when the first client listens to iopub: what is published earlier, nobody gets. */
  readonly subscribed = new Promise<void>((resolve) => {
    this.noteSubscriber = resolve;
  });

  private constructor(private readonly connection: Connection) {
    // Every subscription is told, not only the first to a topic, so that each gets its welcome.
    this.iopub.verbosity = 'allSubs';
  }

  /** Binds all sockets; nothing is read before `listen`. */
  static async open(connection: Connection): Promise<Sockets> {
    const sockets = new Sockets(connection);
    const { iopub, heartbeat, routers } = sockets;
    await Promise.all([
      routers.shell.bind(addressOf(connection, connection.shell_port)),
      routers.control.bind(addressOf(connection, connection.control_port)),
      routers.stdin.bind(addressOf(connection, connection.stdin_port)),
      iopub.bind(addressOf(connection, connection.iopub_port)),
      heartbeat.bind(addressOf(connection, connection.hb_port)),
    ]);
    void sockets.welcomeSubscribers();
    void sockets.echoHeartbeat();
    return sockets;
  }

  /** Hands over every request from now on. */
  listen(receive: Receive): void {
    for (const channel of ['shell', 'control', 'stdin'] as const) {
      void this.readRequests(channel, receive);
    }
  }

  publish(message: Published, parent: Header | undefined): void {
    const topic = Buffer.from(message.msg_type);
    this.outboxes.iopub.send(this.frames([topic], message, parent));
  }

  reply(
    channel: Channel,
    message: Reply | Asked,
    request: Pick<Incoming, 'header' | 'identities'>,
  ): void {
    this.outboxes[channel].send(this.frames(request.identities, message, request.header));
  }

  /** Closes all sockets once what was sent has been handed over. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.close()));
    for (const socket of [this.heartbeat, this.iopub, ...Object.values(this.routers)]) {
      socket.close();
    }
  }

  private frames(
    identities: readonly Buffer[],
    message: Reply | Published | Asked,
    parent: Header | undefined,
  ): (Uint8Array | string)[] {
    debug('wire', () => `-> ${message.msg_type} ${JSON.stringify(message.content).slice(0, 200)}`);
    const header = newHeader(message.msg_type);
    return encode(identities, header, parent, message, this.connection.key);
  }

  private async readRequests(channel: Channel, receive: Receive): Promise<void> {
    for await (const frames of this.routers[channel]) {
      let message: Incoming;
      try {
        message = decode(frames, this.connection.key);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        debug('wire', () => `ignored a message on ${channel}: ${error.message}`);
        continue;
      }
      debug('wire', () => `<- ${channel} ${message.header.msg_type}`);
      receive(channel, message);
    }
  }

  /** JEP 65: a subscriber learns that its subscription stands, so that it misses nothing. */
  private async welcomeSubscribers(): Promise<void> {
    const SUBSCRIBE = 1;
    for await (const [frame] of this.iopub) {
      if (frame?.[0] !== SUBSCRIBE) continue;
      this.noteSubscriber();
      const topic = frame.subarray(1);
      const subscription = topic.toString();
      const message = { msg_type: 'iopub_welcome', content: { subscription } } as const;
      this.outboxes.iopub.send(this.frames([topic], message, undefined));
    }
  }

  private async echoHeartbeat(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }
}
