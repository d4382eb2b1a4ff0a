/**
 * The kernel's five ZeroMQ sockets: binds them, hands over what arrives and sends what is given,
 * in order. Knows frames and signatures, and nothing of what the messages mean.
 */
import { isUtf8 } from 'node:buffer';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { addressOf, type Connection, type CurveKeys, socketFiles } from './connection.js';
import { Codec, FrameError, type Header, type Incoming } from './frames.js';
import { debug, log } from './log.js';
import { LosslessPublishing } from './lossless-publishing.js';
import { Outbox, patiently, plainly } from './outbox.js';
import { type Asked, newHeader, type Outgoing, type Published, type Reply } from './outgoing.js';

// Required, since importing it costs the start 8 ms more: Node parses CommonJS for the names of its exports.
const { Router, XPublisher }: typeof import('zeromq') = createRequire(import.meta.url)('zeromq');

/** The sockets on which requests come in. */
export type Channel = 'shell' | 'control' | 'stdin';

export type Receive = (channel: Channel, message: Incoming) => void;

interface Unsent {
  readonly channel: Channel | 'iopub';
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly parent: Header | undefined;
  readonly message: Outgoing;
}

/** What a socket must be able to do to be opened. */
interface Bindable {
  bind(address: string): Promise<void>;
}

/** The kernel cannot listen where its connection file says. */
export class BindError extends Error {
  override name = 'BindError';
  constructor(
    readonly address: string,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`it cannot listen at ${address} (${why}).`, { cause });
  }
}

const ROUTING = {
  sendHighWaterMark: 0,
  receiveHighWaterMark: 0,
  sendTimeout: 0,
  linger: 1000,
  // A client that comes back has the name that it had: its old connection, which may seem alive still, must not shut it out.
  handover: true,
};

/** How long a client that takes nothing may hold up the kernel's end, in milliseconds. */
const LAST_PATIENCE = 500;

export class Sockets {
  // Not a reply socket: that fails at the first message without an envelope, and everybody may send one.
  private readonly heartbeat = new Router({ linger: 0 });
  // `sendTimeout: 0`: a message is handed over at once, or not at all, without asking before whether it can be.
  private readonly iopub = new XPublisher({ sendTimeout: 0, linger: 1000 });
  private readonly publishing = new LosslessPublishing(this.iopub);
  private readonly routers = {
    shell: new Router(ROUTING),
    control: new Router(ROUTING),
    stdin: new Router(ROUTING),
  };
  private readonly outboxes = {
    iopub: new Outbox(this.publishing.handOver),
    shell: new Outbox(plainly(this.routers.shell)),
    control: new Outbox(plainly(this.routers.control)),
    stdin: new Outbox(patiently(this.routers.stdin)),
  };

  /** In the order in which it is to be sent. */
  private readonly toSend: Unsent[] = [];
  private readonly codec: Codec;
  /** How many messages were none of the protocol, or not for this kernel. */
  private ignored = 0;
  private noteSubscriber: () => void = () => {};
  /** Resolves when the first client listens to iopub: what is published earlier, nobody gets. */
  readonly subscribed = new Promise<void>((resolve) => {
    this.noteSubscriber = resolve;
  });

  private constructor(private readonly connection: Connection) {
    this.codec = new Codec(connection.key, connection.hash);
    // Every subscription is told, not only the first to a topic, so that each gets its welcome.
    this.iopub.verbosity = 'allSubs';
    // A question to a client whose stdin has not connected yet would else be dropped.
    this.routers.stdin.mandatory = true;
    const { curve } = connection;
    if (curve) for (const socket of this.all) encrypt(socket, curve);
  }

  /**
   * Binds all sockets; nothing is read before `listen`.
   * @throws BindError where an address is another's
   */
  static async open(connection: Connection): Promise<Sockets> {
    const sockets = new Sockets(connection);
    const { iopub, heartbeat, routers } = sockets;
    const bind = async (socket: Bindable, port: number): Promise<void> => {
      const address = addressOf(connection, port);
      await socket.bind(address).catch((cause) => {
        throw new BindError(address, cause);
      });
    };
    const bound = await Promise.allSettled([
      bind(routers.shell, connection.shell_port),
      bind(routers.control, connection.control_port),
      bind(routers.stdin, connection.stdin_port),
      bind(iopub, connection.iopub_port),
      bind(heartbeat, connection.hb_port),
    ]);
    const failed = bound.find((result) => result.status === 'rejected');
    if (failed) {
      // With sockets that are open, ZeroMQ would abort the process at its end.
      sockets.closeAll();
      throw failed.reason;
    }
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
    this.send('iopub', [Buffer.from(message.msg_type)], message, parent);
  }

  /** @returns the message's own id */
  reply(
    channel: Channel,
    message: Reply | Asked,
    request: Pick<Incoming, 'header' | 'identities'>,
  ): string {
    return this.send(channel, request.identities, message, request.header);
  }

  /** Undefined while the clients keep up; else resolves when there is room for more output. */
  room(): Promise<void> | undefined {
    return this.outboxes.iopub.room();
  }

  /** See `LosslessPublishing.hurry`. */
  hurry(): void {
    this.publishing.hurry();
  }

  private sendNow(): void {
    const all = this.toSend.splice(0).map(({ channel, identities, header, parent, message }) => ({
      outbox: this.outboxes[channel],
      frames: this.codec.encode(identities, header, parent, message),
    }));
    // In one go: each message that comes alone wakes ZeroMQ's thread, and the client.
    for (const { outbox, frames } of all) outbox.send(frames);
  }

  /** Closes all sockets once what was sent has been handed over. */
  async close(): Promise<void> {
    this.publishing.patience = LAST_PATIENCE;
    this.sendNow();
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.close()));
    this.closeAll();
    for (const file of socketFiles(this.connection)) rmSync(file, { force: true });
  }

  private get all() {
    return [this.heartbeat, this.iopub, ...Object.values(this.routers)];
  }

  private closeAll(): void {
    for (const socket of this.all) socket.close();
  }

  /**
   * Sends at the end of this turn of the event loop, when all is begun that there is to do: main gets a cell before the
   * clients hear that it is busy, and a cell's result, reply and idle leave together.
   */
  private send(
    channel: Channel | 'iopub',
    identities: readonly Buffer[],
    message: Outgoing,
    parent: Header | undefined,
  ): string {
    debug('wire', () => `-> ${message.msg_type} ${JSON.stringify(message.content).slice(0, 200)}`);
    const header = newHeader(message.msg_type);
    if (this.toSend.length === 0) setImmediate(() => this.sendNow());
    this.toSend.push({ channel, identities, header, parent, message });
    return header.msg_id;
  }

  private async readRequests(channel: Channel, receive: Receive): Promise<void> {
    for await (const frames of this.routers[channel]) {
      let message: Incoming;
      try {
        message = this.codec.decode(frames);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        this.noteIgnored(`a message on ${channel}: ${error.message}`);
        continue;
      }
      debug('wire', () => `<- ${channel} ${message.header.msg_type}`);
      receive(channel, message);
    }
  }

  /** Told without being asked for too, though ever less often: noise must not fill the log. */
  private noteIgnored(what: string): void {
    this.ignored += 1;
    const text = `ignored ${what} (${this.ignored} in all)`;
    if (/^10*$/.test(String(this.ignored))) log(text);
    else debug('wire', () => text);
  }

  /** JEP 65: a subscriber learns that its subscription stands, so that it misses nothing. A topic is text. */
  private async welcomeSubscribers(): Promise<void> {
    const SUBSCRIBE = 1;
    for await (const [frame] of this.iopub) {
      const topic = frame?.subarray(1);
      if (frame?.[0] !== SUBSCRIBE || !topic || !isUtf8(topic)) continue;
      this.noteSubscriber();
      const subscription = topic.toString();
      const message = { msg_type: 'iopub_welcome', content: { subscription } } as const;
      this.send('iopub', [topic], message, undefined);
    }
  }

  private async echoHeartbeat(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }
}

/** What a socket must have to be encrypted. */
interface Encryptable {
  curveServer: boolean;
  curvePublicKey: string | null;
  curveSecretKey: string | null;
}

/** Clients without the public key reach the socket no more. */
function encrypt(socket: Encryptable, { publicKey, secretKey }: CurveKeys): void {
  socket.curveServer = true;
  socket.curvePublicKey = publicKey;
  socket.curveSecretKey = secretKey;
}
