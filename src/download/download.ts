/**
 * Fetches one file from the first mirror that has it: resumed after a break, checked, and put in place
 * only when it is whole and right. Used for everything that the library downloads.
 */
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../error-message.js';
import { DownloadError, type MirrorFailure } from './errors.js';
import { type Checksum, discardPart, finishPart, hashOf, isSum, openPart } from './part-file.js';
import { transfer, WriteFailure } from './transfer.js';

export interface DownloadProgress {
  /** Where they come from. */
  readonly url: string;
  /** Bytes that are there. */
  readonly received: number;
  /** Undefined where the server doesn't tell. */
  readonly total: number | undefined;
}

export interface DownloadOptions {
  /** The same file at different places, in the order in which to try them. */
  readonly urls: readonly string[];
  /** Where the file is to be. */
  readonly file: string;
  /** What the file's bytes must sum up to. */
  readonly checksum: Checksum;
  /** Seconds until a mirror must have begun to answer. Default 3. */
  readonly connectTimeout?: number;
  /** Seconds without a byte after which a transfer counts as broken. Default 20. */
  readonly stallTimeout?: number;
  /** Called while bytes arrive. */
  readonly onProgress?: (progress: DownloadProgress) => void;
}

/** Transfers from one mirror: the first, and those that take up a broken one. */
const ATTEMPTS = 5;
const PAUSE_MILLISECONDS = 200;

/** Downloads under way in this thread: who asks for the same file waits for the same bytes. */
const underWay = new Map<string, Promise<void>>();

/**
 * Downloads a file, or does nothing where it is there already with the right checksum.
 *
 * @throws DownloadError when no mirror gives the right bytes, or when they can't be written.
 */
export function download(options: DownloadOptions): Promise<void> {
  const file = path.resolve(options.file);
  const running = underWay.get(file);
  if (running) return running;
  const started = fetchFile({ ...options, file }).finally(() => underWay.delete(file));
  underWay.set(file, started);
  return started;
}

async function fetchFile(options: DownloadOptions): Promise<void> {
  const { file, checksum, urls } = options;
  try {
    if (isSum(await hashOf(file, checksum.algorithm), checksum)) return;
    const part = await openPart(file);
    const failures: MirrorFailure[] = [];
    for (const url of urls) {
      const reason = await fromMirror(url, part, options);
      if (reason === undefined) return await finishPart(part, file);
      failures.push({ url, reason });
    }
    throw noMirror(file, failures);
  } catch (error) {
    if (error instanceof DownloadError) throw error;
    throw notWritable(file, error);
  }
}

/** Brings the part to its end from one mirror; gives the reason where that fails. */
async function fromMirror(
  url: string,
  part: string,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { checksum, connectTimeout = 3, stallTimeout = 20, onProgress } = options;
  const timeouts = { connect: 1000 * connectTimeout, stall: 1000 * stallTimeout };
  let reason = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) await delay(PAUSE_MILLISECONDS);
    const result = await transfer(url, part, timeouts, (received, total) =>
      onProgress?.({ url, received, total }),
    );
    switch (result.kind) {
      case 'refused':
        return result.reason;
      case 'broken':
        reason = result.reason;
        if (result.received === 0) return reason;
        break;
      case 'complete': {
        const found = await hashOf(part, checksum.algorithm);
        if (isSum(found, checksum)) return undefined;
        await discardPart(part);
        reason = `wrong bytes: ${checksum.algorithm} ${found} instead of ${checksum.hex}`;
        // What an earlier transfer left may have been wrong: once more, from the start.
        if (!result.resumed) return reason;
        break;
      }
      default:
        result satisfies never;
    }
  }
  return reason;
}

function noMirror(file: string, failures: readonly MirrorFailure[]): DownloadError {
  const tried = failures.map(({ url, reason }) => `\n  ${url}: ${reason}`).join('');
  return new DownloadError(
    file,
    'mirrors',
    failures,
    `No mirror gave ${path.basename(file)}.${tried || '\n  (no mirrors were given)'}\n` +
      'Check the connection and try again (what has arrived is kept), or put the file at ' +
      `${file} yourself.`,
  );
}

function notWritable(file: string, cause: unknown): DownloadError {
  return new DownloadError(
    file,
    'disk',
    [],
    `${file} can't be written: ${messageOf(cause)}. Free some space or choose another folder.`,
    { cause: cause instanceof WriteFailure ? cause.cause : cause },
  );
}
