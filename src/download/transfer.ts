/**
 * One request to one mirror: the bytes from where the part file ends, appended to it.
 * Leaves out which mirror is next and whether the result is right (download.ts).
 */
import { type FileHandle, open } from 'node:fs/promises';
import { sizeOf } from './part-file.js';
import { looksLikeWebPage } from './web-page.js';

export interface Timeouts {
  /** Until the server's answer begins, in milliseconds. */
  readonly connect: number;
  /** The longest wait for the next bytes, in milliseconds. */
  readonly stall: number;
}

/** Bytes of the whole file that are here, and its size if the server told it. */
export type OnBytes = (received: number, total: number | undefined) => void;

/**
 * - `complete`: the server has sent all it has;
 * - `broken`: the connection ended early, so that another request can go on from there if `received` > 0;
 * - `refused`: this mirror doesn't have the file, or can't be reached.
 */
export type Transfer =
  | { readonly kind: 'complete'; readonly resumed: boolean }
  | { readonly kind: 'broken'; readonly received: number; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

/** The part file could not be written: no mirror's fault. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure';
}

/**
 * Requests `url` and appends what comes to `part`.
 *
 * @throws WriteFailure when the part file can't be opened or written.
 */
export async function transfer(
  url: string,
  part: string,
  timeouts: Timeouts,
  onBytes: OnBytes,
): Promise<Transfer> {
  const watch = new Stopwatch();
  watch.start(timeouts.connect, `no answer within ${timeouts.connect / 1000} s`);
  const have = (await sizeOf(part)) ?? 0;
  let response: Response;
  try {
    // Without `identity`, a server may compress once more, and byte ranges would mean something else.
    const headers = { 'accept-encoding': 'identity', ...(have ? { range: `bytes=${have}-` } : {}) };
    response = await fetch(url, { headers, signal: watch.signal });
  } catch (error) {
    watch.stop();
    return { kind: 'refused', reason: reasonOf(error) };
  }
  try {
    return await receive(response, part, have, watch, timeouts.stall, onBytes);
  } finally {
    watch.stop();
    // An answer that was not read to its end would hold the connection.
    await response.body?.cancel().catch(() => {});
  }
}

async function receive(
  response: Response,
  part: string,
  have: number,
  watch: Stopwatch,
  stall: number,
  onBytes: OnBytes,
): Promise<Transfer> {
  // The part is as long as the file, or longer: the checksum tells.
  if (response.status === 416) return { kind: 'complete', resumed: true };
  if (!response.ok) return { kind: 'refused', reason: `HTTP status ${response.status}` };
  if (/^\s*text\/html/i.test(response.headers.get('content-type') ?? '')) return WEB_PAGE;
  if (response.body === null) return { kind: 'refused', reason: 'an empty answer' };

  // A server without Range sends the file from its start.
  const resumed = response.status === 206 && startOfRange(response) === have;
  if (response.status === 206 && !resumed) return { kind: 'refused', reason: 'a wrong byte range' };
  const start = resumed ? have : 0;
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const total = Number.isFinite(length) ? start + length : undefined;

  const output = await openFor(part, resumed ? 'a' : 'w');
  let received = 0;
  try {
    const reader = response.body.getReader();
    for (;;) {
      watch.start(stall, `no bytes for ${stall / 1000} s`);
      const { done, value } = await reader.read();
      if (done) break;
      if (start + received === 0 && looksLikeWebPage(value)) return WEB_PAGE;
      watch.stop();
      await write(output, value);
      received += value.length;
      onBytes(start + received, total);
    }
  } catch (error) {
    if (error instanceof WriteFailure) throw error;
    return { kind: 'broken', received, reason: reasonOf(error) };
  } finally {
    await output.close();
  }
  if (total !== undefined && start + received < total) {
    return {
      kind: 'broken',
      received,
      reason: `ended after ${start + received} of ${total} bytes`,
    };
  }
  return { kind: 'complete', resumed };
}

const WEB_PAGE: Transfer = {
  kind: 'refused',
  reason: 'a web page instead of the file (a login or proxy page?)',
};

/** `Content-Range: bytes 100-199/200` starts at 100. */
function startOfRange(response: Response): number | undefined {
  const match = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

async function openFor(part: string, flags: 'a' | 'w'): Promise<FileHandle> {
  try {
    return await open(part, flags);
  } catch (cause) {
    throw new WriteFailure(reasonOf(cause), { cause });
  }
}

async function write(output: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await output.writeFile(bytes);
  } catch (cause) {
    throw new WriteFailure(reasonOf(cause), { cause });
  }
}

/** Aborts what waits longer than it may, with a reason. */
class Stopwatch {
  readonly #controller = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  start(milliseconds: number, reason: string): void {
    this.stop();
    this.#timer = setTimeout(() => this.#controller.abort(new Error(reason)), milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/** fetch hides what happened in a chain of causes; the innermost says it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error.cause === undefined ? error.message : reasonOf(error.cause);
}
