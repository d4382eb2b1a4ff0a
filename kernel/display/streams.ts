/**
 * `process.stdout`, `process.stderr` and `console` write to the cell's output; `fs.writeSync` to
 * descriptor 1 or 2, which loggers use, as well. What else is written to the descriptors, the worker
 * thread reads: see `kernel/threads/descriptors.ts`.
 */
import { Console } from 'node:console';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { StringDecoder } from 'node:string_decoder';
import type { Output } from './output.js';

type Done = (error?: Error | null) => void;

export function captureStreams(output: Output): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    const write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => {
      output.throwIfStopped();
      const text =
        typeof chunk === 'string'
          ? chunk
          : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      output.stream(name, text);
      const callback = typeof encoding === 'function' ? encoding : done;
      if (callback) process.nextTick(callback);
      return true;
    };
    Object.defineProperty(process[name], 'write', { value: write, writable: true });
  }
  captureWriteSync();
  // Not Node's own global console: it hands every call, with its arguments, to the inspector too.
  // What a stopped cell's write throws is for the cell, so errors are not ignored.
  const { stdout, stderr } = process;
  globalThis.console = new Console({ stdout, stderr, ignoreErrors: false });
  globalThis.console.Console = Console;
}

/** So that it keeps its place among what `console` prints, to the letter. */
function captureWriteSync(): void {
  const original = fs.writeSync;
  const writeSync = (descriptor: unknown, data: unknown, ...rest: unknown[]): number => {
    const stream =
      descriptor === 1 ? process.stdout : descriptor === 2 ? process.stderr : undefined;
    const bytes = stream && bytesToWrite(data, rest);
    if (!stream || !bytes) return Reflect.apply(original, fs, [descriptor, data, ...rest]);
    stream.write(bytes);
    return bytes.length;
  };
  Object.assign(fs, { writeSync });
  syncBuiltinESMExports();
}

/** What `fs.writeSync` would write; undefined for arguments that it is to judge. */
function bytesToWrite(data: unknown, [first, second]: unknown[]): Uint8Array | undefined {
  if (typeof data === 'string') {
    const encoding = typeof second === 'string' && Buffer.isEncoding(second) ? second : 'utf8';
    return Buffer.from(data, encoding);
  }
  if (!ArrayBuffer.isView(data)) return undefined;
  const options = typeof first === 'object' && first !== null ? first : {};
  const { offset = first ?? 0, length = second }: { offset?: unknown; length?: unknown } = options;
  const start = typeof offset === 'number' ? offset : 0;
  const count = typeof length === 'number' ? length : data.byteLength - start;
  if (start < 0 || count < 0 || start + count > data.byteLength) return undefined;
  return new Uint8Array(data.buffer, data.byteOffset + start, count);
}
