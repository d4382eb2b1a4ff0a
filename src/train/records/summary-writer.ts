/** Numbers for TensorBoard. PyTorch: `torch.utils.tensorboard.SummaryWriter`. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { scalarRecord, versionRecord } from './event-file.js';

/**
 * Writes event files that `tensorboard --logdir runs` shows.
 *
 *     const writer = new SummaryWriter('runs/first');
 *     writer.addScalar('loss', loss.item(), step);
 */
export class SummaryWriter {
  /** The folder of its event files. */
  readonly logDir: string;
  readonly #file: string;

  /**
   * @param logDir made if it isn't there; each writer writes a file of its own in it. Default: a new folder in `runs`, named
   *   by the time and the computer, as `runs/Nov29_17-04-05_laptop`
   */
  constructor(logDir: string = newLogDir(new Date())) {
    this.logDir = logDir;
    mkdirSync(logDir, { recursive: true });
    const seconds = Date.now() / 1000;
    const name = `events.out.tfevents.${Math.floor(seconds)}.${hostname()}.${process.pid}.${count++}`;
    this.#file = path.join(logDir, name);
    writeFileSync(this.#file, versionRecord(seconds));
  }

  /** Adds a point to the curve `tag`; it is in the file when this returns. */
  addScalar(tag: string, value: number, step: number): void {
    this.addScalars([{ tag, value, step }]);
  }

  /** Adds points at once, which is quicker than one by one. */
  addScalars(points: readonly { tag: string; value: number; step: number }[]): void {
    const seconds = Date.now() / 1000;
    const records = points.map(({ tag, value, step }) => scalarRecord(tag, value, step, seconds));
    appendFileSync(this.#file, Buffer.concat(records));
  }
}

/** As PyTorch names it: in English, by local time. */
export function newLogDir(now: Date): string {
  const month = now.toLocaleString('en-US', { month: 'short' });
  const two = (number: number) => String(number).padStart(2, '0');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join('-');
  return path.join('runs', `${month}${two(now.getDate())}_${time}_${hostname()}`);
}

/** Of the writers of this process, so that each has a file of its own. */
let count = 0;
