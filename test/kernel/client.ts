/**
 * A small Jupyter client: starts the real kernel process and speaks the protocol over ZeroMQ.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Dealer, Request, type Socket, Subscriber } from 'zeromq';
import { type Channel, Exchange, type Json, type Message } from './exchange.js';
import { freePorts } from './free-ports.js';

export const KERNEL = fileURLToPath(new URL('../../kernel/main.cjs', import.meta.url));
/** The root of the repository: compiled tests are in dist/test/kernel/. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What goes along with a request besides its content. */
export interface Attachments {
  readonly metadata?: Json;
  readonly buffers?: readonly Uint8Array[];
  /** The subshell that is to answer. */
  readonly subshell?: string;
  /** The header of the message that caused this one. */
  readonly parent?: Json;
  /** When it is said to be sent; now by default. */
  readonly date?: string;
}

/** Runs a test with a kernel of its own, which is stopped however the test ends. */
export async function withKernel(
  options: StartOptions,
  run: (kernel: KernelClient) => Promise<void>,
): Promise<void> {
  const kernel = await KernelClient.start(options);
  try {
    await run(kernel);
  } finally {
    await kernel.stop();
  }
}

interface CurveKeys {
  readonly publicKey: string;
  readonly secretKey: string;
}

export interface StartOptions {
  readonly key?: string;
  /** The hash of the signatures; `sha256` by default. */
  readonly hash?: string;
  readonly cwd?: string;
  /** The Node that runs the kernel; the one that runs the test by default. */
  readonly node?: string;
  /** Options of that Node. */
  readonly nodeOptions?: readonly string[];
  readonly env?: Record<string, string>;
  /** `tcp` by default. */
  readonly transport?: 'tcp' | 'ipc';
  /** The kernel's keys of CurveZMQ, where what is said is encrypted. */
  readonly curve?: CurveKeys;
  /** What a slow client does before it takes its next message from iopub. */
  readonly dawdle?: () => Promise<unknown>;
}

/** How long to wait for what a test waits for, and then for the end of what runs instead, in milliseconds. */
const LIMIT = 60_000;
const LAST_LIMIT = 10_000;

export class KernelClient {
  readonly messages: Message[] = [];
  /** What the process itself wrote on its stderr. */
  stderr = '';
  private changed: (() => void)[] = [];
  private latest: { readonly asks: string; readonly exchange: Exchange } | undefined;
  /** Why nothing more is waited for. */
  private givenUp: Error | undefined;
  private signals = 0;
  private readonly session = randomUUID();
  private readonly sockets = {
    shell: new Dealer({ linger: 0 }),
    control: new Dealer({ linger: 0 }),
    stdin: new Dealer({ linger: 0, routingId: this.session }),
    iopub: new Subscriber({ linger: 0 }),
  };

  private constructor(
    private child: ChildProcess,
    private readonly launch: () => ChildProcess,
    private readonly key: string,
    private readonly hash: string,
    private readonly heartbeatAddress: string,
    /** Where the connection file lies. */
    readonly folder: string,
    private readonly dawdle: StartOptions['dawdle'],
    private readonly curve: CurveKeys | undefined,
  ) {
    if (curve) for (const socket of Object.values(this.sockets)) encrypt(socket, curve);
    this.sockets.shell.routingId = this.session;
    this.sockets.iopub.receiveHighWaterMark = dawdle ? 1 : 0;
    this.hear();
  }

  get process(): ChildProcess {
    return this.child;
  }

  private hear(): void {
    this.child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
  }

  /** Starts a process that has ended again, with the same connection file, as Jupyter does. */
  async restart(): Promise<void> {
    await this.exit();
    this.forget();
    this.child = this.launch();
    this.hear();
    await this.welcomed();
  }

  private async welcomed(): Promise<void> {
    const isThere = () => this.messages.some(({ type }) => type === 'iopub_welcome');
    await this.until(() => isThere() || this.hasEnded);
    if (!isThere()) throw new Error(`the kernel ended as it began; stderr: ${this.stderr}`);
  }

  static async start(options: StartOptions = {}): Promise<KernelClient> {
    const { key = randomUUID(), cwd, env, dawdle, node = process.execPath } = options;
    const { transport = 'tcp', hash = 'sha256', nodeOptions = [], curve } = options;
    const folder = mkdtempSync(path.join(tmpdir(), 'gradbook-kernel-'));
    const [shell = 0, control = 0, iopub = 0, stdin = 0, hb = 0] = await freePorts(5);
    const file = path.join(folder, 'connection.json');
    // Of IPC, as Jupyter has it, the start of the sockets' paths.
    const ip = transport === 'ipc' ? path.join(folder, 'kernel-ipc') : '127.0.0.1';
    const address = (port: number) =>
      `${transport}://${ip}${transport === 'ipc' ? '-' : ':'}${port}`;
    const connection = {
      transport,
      ip,
      key,
      signature_scheme: `hmac-${hash}`,
      shell_port: shell,
      control_port: control,
      iopub_port: iopub,
      stdin_port: stdin,
      hb_port: hb,
      ...(curve && { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey }),
    };
    writeFileSync(file, JSON.stringify(connection));
    const launch = () =>
      spawn(node, [...nodeOptions, KERNEL, file], {
        cwd: cwd ?? folder,
        // Not into the history of whoever runs the tests.
        env: { ...process.env, GRADBOOK_HISTORY: 'off', ...env },
        stdio: ['ignore', 'inherit', 'pipe'],
      });
    const client = new KernelClient(
      launch(),
      launch,
      key,
      hash,
      address(hb),
      folder,
      dawdle,
      curve,
    );
    const ports = { shell, control, stdin, iopub };
    client.sockets.iopub.subscribe();
    for (const channel of ['shell', 'control', 'stdin', 'iopub'] as const) {
      client.sockets[channel].connect(address(ports[channel]));
      void client.read(channel);
    }
    try {
      await client.welcomed();
    } catch (error) {
      // The sockets would keep the test from ending.
      await client.stop();
      throw error;
    }
    return client;
  }

  /** Sends a request and gives its exchange at once. */
  send(
    type: string,
    content: Json,
    channel: 'shell' | 'control' | 'stdin' = 'shell',
    {
      key = this.key,
      metadata = {},
      buffers = [],
      subshell,
      parent = {},
      date = new Date().toISOString(),
    }: Attachments & { key?: string } = {},
  ) {
    const id = randomUUID();
    const header = {
      msg_id: id,
      msg_type: type,
      session: this.session,
      username: 'test',
      date,
      version: '5.5',
      ...(subshell === undefined ? {} : { subshell_id: subshell }),
    };
    const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
    void this.sendFrames(channel, ['<IDS|MSG>', sign(key, parts, this.hash), ...parts, ...buffers]);
    const exchange = new Exchange(id, this.messages);
    if (type !== 'interrupt_request') {
      this.latest = { asks: `${type} ${JSON.stringify(content).slice(0, 500)}`, exchange };
    }
    return exchange;
  }

  sendFrames(
    channel: 'shell' | 'control' | 'stdin',
    frames: (string | Uint8Array)[],
  ): Promise<void> {
    return this.sockets[channel].send(frames);
  }

  /** Sends a request and waits for its reply and its idle. */
  async request(type: string, content: Json = {}, channel: 'shell' | 'control' = 'shell') {
    return this.finished(this.send(type, content, channel));
  }

  /**
   * Sends a cell and waits until its code runs: `execute_input` comes before that. Its first line, the cell's own, says
   * so, and its output begins with it.
   */
  async begin(code: string, more: Json = {}): Promise<Exchange> {
    const begins = 'process.stdout.write("begun\\n");';
    const cell = this.send('execute_request', { code: `${begins}\n${code}`, ...more });
    await this.until(() => cell.text() !== '' || cell.isIdle);
    return cell;
  }

  /** A file that cells look for, so that they run as long as a test wants; `isGiven` is an expression. */
  newSignal(): { readonly isGiven: string; give(): void } {
    this.signals += 1;
    const file = path.join(this.folder, `signal-${this.signals}`);
    return {
      isGiven: `require('node:fs').existsSync(${JSON.stringify(file)})`,
      give: () => writeFileSync(file, ''),
    };
  }

  /** Resolves when all that was sent on shell before is with the kernel: what goes by another channel may overtake it. */
  async received(): Promise<void> {
    await this.request('kernel_info_request');
  }

  /** Runs a cell to its end. */
  async run(code: string, more: Json = {}): Promise<Exchange> {
    return this.request('execute_request', { code, ...more });
  }

  /** Says something over a comm, and waits until its handler has ended. */
  async comm(
    type: 'comm_open' | 'comm_msg' | 'comm_close',
    content: Json,
    attachments: Attachments = {},
  ): Promise<Exchange> {
    const exchange = this.send(type, content, 'shell', attachments);
    await this.until(() => exchange.isIdle);
    return exchange;
  }

  async finished(exchange: Exchange): Promise<Exchange> {
    await this.until(() => exchange.reply && exchange.isIdle);
    return exchange;
  }

  /**
   * Waits until a condition on what has come holds. One that never does must not cost the tests behind it as long
   * again: what runs then is interrupted, and a kernel that this does not help is given up.
   */
  async until(condition: () => unknown): Promise<void> {
    if (this.givenUp) throw this.givenUp;
    if (await this.holds(condition, LIMIT)) return;
    const { asks = 'nothing', exchange } = this.latest ?? {};
    const failure = new Error(
      `no such message in ${LIMIT} ms. Asked last: ${asks}\nTold of it: ${exchange?.kinds.join()}; stderr: ${this.stderr}`,
    );
    this.send('interrupt_request', {}, 'control');
    if (!(await this.holds(() => !exchange || exchange.isIdle, LAST_LIMIT))) {
      this.givenUp = new Error('This kernel was given up in a test before.', { cause: failure });
    }
    throw failure;
  }

  private async holds(condition: () => unknown, limit: number): Promise<boolean> {
    const end = Date.now() + limit;
    while (!condition()) {
      const left = end - Date.now();
      if (left <= 0) return false;
      await Promise.race([
        new Promise<void>((resolve) => this.changed.push(resolve)),
        delay(Math.min(left, 250), undefined, { ref: false }),
      ]);
    }
    return true;
  }

  /** Drops what has come so far: a long run must not keep it all. */
  forget(): void {
    this.messages.length = 0;
  }

  /** Sends a heartbeat and waits for its echo. */
  async heartbeat(): Promise<string> {
    const socket = new Request({ linger: 0, receiveTimeout: LIMIT });
    if (this.curve) encrypt(socket, this.curve);
    socket.connect(this.heartbeatAddress);
    await socket.send('ping');
    const [echo] = await socket.receive();
    socket.close();
    return String(echo);
  }

  /** The most memory that the process has had, in MB. */
  get peakMemory(): number {
    const status = readFileSync(`/proc/${this.process.pid}/status`, 'utf8');
    const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
    return Number(kilobytes) / 1024;
  }

  /** The exit code, once the process has ended. */
  async exit(): Promise<number | null> {
    const { process } = this;
    const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
    if (!this.hasEnded) await Promise.race([ended, delay(LIMIT, undefined, { ref: false })]);
    if (!this.hasEnded) {
      throw new Error(`the kernel has not ended in ${LIMIT} ms; stderr: ${this.stderr}`);
    }
    return process.exitCode;
  }

  private get hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (!this.hasEnded) {
      this.process.kill('SIGKILL');
      await this.exit();
    }
    for (const socket of Object.values(this.sockets)) socket.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async read(channel: Channel): Promise<void> {
    for await (const frames of this.sockets[channel]) {
      const at = frames.findIndex((frame) => String(frame) === '<IDS|MSG>');
      const [hmac, ...parts] = frames.slice(at + 1, at + 6).map(String);
      if (hmac !== sign(this.key, parts, this.hash)) throw new Error('wrongly signed');
      const [header, parentHeader, metadata, content] = parts.map((part) => JSON.parse(part));
      const { msg_type: type } = header;
      const { msg_id: parent } = parentHeader;
      const body = { metadata, content, buffers: frames.slice(at + 6) };
      this.messages.push({ channel, type, parent, header, parentHeader, ...body });
      for (const resolve of this.changed.splice(0)) resolve();
      if (channel === 'iopub') await this.dawdle?.();
    }
  }
}

/** As Jupyter's clients do it, by the keys of the connection file. */
function encrypt(socket: Socket, { publicKey, secretKey }: CurveKeys): void {
  socket.curvePublicKey = publicKey;
  socket.curveSecretKey = secretKey;
  socket.curveServerKey = publicKey;
}

/** The signature of a message's four parts. */
export function sign(key: string, parts: readonly string[], hash = 'sha256'): string {
  if (key === '') return '';
  const hmac = createHmac(hash, key);
  for (const part of parts) hmac.update(part);
  return hmac.digest('hex');
}
