/**
 * `process.stdout`, `process.stderr` and `console` write to the cell's output. A program that a
 * cell starts with inherited streams still writes to the kernel's own.
 */
import { Console } from 'node:console';
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
  // Not Node's own global console: it hands every call, with its arguments, to the inspector too.
  // What a stopped cell's write throws is for the cell, so errors are not ignored.
  const { stdout, stderr } = process;
  globalThis.console = new Console({ stdout, stderr, ignoreErrors: false });
}
