/**
 * What is written straight to the file descriptors 1 and 2, past `process.stdout`: by native code, and by
 * programs that inherit them. Each becomes the write end of a pipe, which the worker thread reads.
 *
 * V8's last words before a crash go to descriptor 2 as well, when nobody may be left to read them. So
 * what comes from there is written to the kernel's real stderr too, and a small program outlives the
 * kernel: it brings what is left in the pipes to where they led before.
 */
import { readSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { type Libc, loadLibc } from './libc.js';

type StreamName = 'stdout' | 'stderr';

/** What was written while a cell ran, or after it. */
export interface Written {
  readonly cell: number;
  readonly name: StreamName;
  readonly text: string;
}

/** Takes what was written; undefined while there is room for more. */
export type TakeWritten = (written: Written) => Promise<void> | undefined;

interface Pipe {
  readonly name: StreamName;
  readonly descriptor: number;
  /** Where the pipe is read. */
  readonly read: number;
  /** What the descriptor was before. */
  readonly original: number;
  readonly decoder: StringDecoder;
  readonly socket: Socket;
}

/** How much is read at a time, in bytes: as much as a pipe holds. */
const PORTION = 1 << 16;
/** As much as a descriptor that is ready takes without waiting, in bytes. */
const AT_ONCE = 4096;
/** The start of the kernel does not wait for the program that outlives it. */
const HEIR_DELAY = 500;
/**
 * Waits for the end of the kernel, who has the other end of 3, then empties the pipes. They are opened
 * anew, so that reading waits for programs that still write.
 */
const HEIR = 'read _ <&3; cat /proc/self/fd/4 & cat /proc/self/fd/5 >&2; wait';

export class Descriptors {
  private readonly buffer = Buffer.allocUnsafe(PORTION);
  private readonly pipes: readonly Pipe[];
  private readonly readEnds: readonly number[];
  /** Whose output it is. */
  private cell: number | undefined;

  private constructor(
    private readonly libc: Libc,
    private readonly take: TakeWritten,
  ) {
    this.pipes = [this.redirect('stdout', 1), this.redirect('stderr', 2)];
    this.readEnds = this.pipes.map(({ read }) => read);
    setTimeout(() => this.startHeir(), HEIR_DELAY).unref();
  }

  /** Redirects both; undefined where that cannot be done, and they stay as they are. */
  static capture(take: TakeWritten): Descriptors | undefined {
    const libc = loadLibc();
    return libc && new Descriptors(libc, take);
  }

  /** The kernel's real stderr. */
  get stderr(): number {
    return this.pipes.find(({ name }) => name === 'stderr')?.original ?? 2;
  }

  /** A cell begins: what is written from now on is its output. */
  begin(cell: number): void {
    this.cell = cell;
    for (const { descriptor } of this.pipes) this.libc.makeBlocking(descriptor);
  }

  /** What has been written by now and was not taken yet. */
  readNow(): Written[] {
    // Every cell asks at its end, and mostly there is nothing.
    const isHeld = this.pipes.some(({ socket }) => socket.readableLength > 0);
    if (!isHeld && !this.libc.isReady(this.readEnds, 'read')) return [];
    return this.pipes.flatMap((pipe) => this.readAll(pipe));
  }

  private readAll(pipe: Pipe): Written[] {
    // What Node has read already is taken as ever.
    while (pipe.socket.read() !== null);
    const all: Written[] = [];
    while (this.libc.isReady([pipe.read], 'read')) {
      const count = readSync(pipe.read, this.buffer);
      if (count === 0) break;
      all.push(...this.attribute(pipe, this.buffer.subarray(0, count)));
    }
    return all;
  }

  private redirect(name: StreamName, descriptor: number): Pipe {
    const original = this.libc.copy(descriptor);
    const { read, write } = this.libc.pipe();
    this.libc.redirect(write, descriptor);
    this.libc.close(write);
    const socket = new Socket({ fd: read, readable: true, writable: false });
    const decoder = new StringDecoder('utf8');
    const pipe = { name, descriptor, read, original, decoder, socket };
    socket.on('data', (chunk) => {
      for (const written of this.attribute(pipe, chunk)) {
        const room = this.take(written);
        if (!room) continue;
        socket.pause();
        void room.then(() => socket.resume());
      }
    });
    socket.unref();
    return pipe;
  }

  /** Before the first cell there is nobody whose output it could be. */
  private attribute({ name, original, decoder }: Pipe, chunk: Buffer): Written[] {
    const { cell } = this;
    if (name === 'stderr' || cell === undefined) this.copyTo(original, chunk);
    return cell === undefined ? [] : [{ cell, name, text: decoder.write(chunk) }];
  }

  /** Writes as much as can be written without waiting: nobody may read there. */
  private copyTo(descriptor: number, chunk: Buffer): void {
    for (let at = 0; at < chunk.length; at += AT_ONCE) {
      if (!this.libc.isReady([descriptor], 'write')) return;
      try {
        writeSync(descriptor, chunk, at, Math.min(AT_ONCE, chunk.length - at));
      } catch {
        return;
      }
    }
  }

  private startHeir(): void {
    const [out, err] = this.pipes;
    if (!out || !err) return;
    const life = this.libc.pipe();
    const stdio = ['ignore', out.original, err.original, life.read, out.read, err.read] as const;
    // Loaded now: the kernel's start is a person's wait.
    const { spawn } = process.getBuiltinModule('node:child_process');
    const heir = spawn('/bin/sh', ['-c', HEIR], { stdio: [...stdio], detached: true, cwd: '/' });
    heir.on('error', () => {
      // Without a shell, what is left in the pipes at the end is lost.
    });
    heir.unref();
    this.libc.close(life.read);
  }
}
