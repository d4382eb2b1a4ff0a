/** Curves, texts, histograms and images for TensorBoard. PyTorch: `torch.utils.tensorboard.SummaryWriter`. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { makeGrid } from '../../data/index.js';
import { noGrad, OptionError, ShapeError, Tensor } from '../../tensor/index.js';
import { summaryRecord, versionRecord } from './event-file.js';
import { histogram, image, scalar, text } from './summaries.js';

/** A point of a curve. */
export interface ScalarPoint {
  /** The curve's name; what is before a `/` groups curves. */
  readonly tag: string;
  /** Its height. */
  readonly value: number;
  /** Where it is along the curve: a step or an epoch. */
  readonly step: number;
}

/**
 * Writes event files that `tensorboard --logdir runs` shows. What is added is in the file when its method returns.
 *
 *     const writer = new SummaryWriter('runs/first');
 *     writer.addScalar('loss', loss.item(), step);
 *     writer.addHistogram('fc1.weight', net.fc1.weight, step);
 *     writer.addImage('digits', makeGrid(images), step);
 */
export class SummaryWriter {
  /** The folder of its event files. */
  readonly logDir: string;
  readonly #file: string;
  /** By folder: where `addScalars` has put the curves of one picture. */
  readonly #others = new Map<string, SummaryWriter>();

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

  /** Adds a point to the curve `tag`. */
  addScalar(tag: string, value: number, step = 0): void {
    this.addPoints([{ tag, value, step }]);
  }

  /** Adds points of any curves at once, which is quicker than one by one. */
  addPoints(points: readonly ScalarPoint[]): void {
    this.#append(points.map(({ tag, value, step }) => ({ tag, value: scalar(value), step })));
  }

  /**
   * Adds a point to each of several curves that are shown in one picture: `addScalars('loss', { train, test }, epoch)`.
   * Each has a folder of its own in {@link logDir}, as PyTorch has it.
   */
  addScalars(mainTag: string, values: Readonly<Record<string, number>>, step = 0): void {
    for (const [tag, value] of Object.entries(values)) {
      const folder = path.join(this.logDir, `${mainTag.replaceAll('/', '_')}_${tag}`);
      const writer = this.#others.get(folder) ?? new SummaryWriter(folder);
      this.#others.set(folder, writer);
      writer.addScalar(mainTag, value, step);
    }
  }

  /** Adds a text, in Markdown. */
  addText(tag: string, value: string, step = 0): void {
    this.#append([{ tag: `${tag}/text_summary`, value: text(value), step }]);
  }

  /**
   * Adds how values are distributed: weights, gradients, activations of any shape.
   * @throws OptionError where there are none, or one is not finite.
   */
  addHistogram(tag: string, values: Tensor | ArrayLike<number>, step = 0): void {
    const numbers = Array.from(values instanceof Tensor ? values.dataSync() : values);
    const wrong = numbers.find((value) => !Number.isFinite(value));
    if (numbers.length === 0 || wrong !== undefined) {
      const got = wrong ?? 'none';
      throw new OptionError('addHistogram', `values of '${tag}'`, got, 'finite numbers');
    }
    this.#append([{ tag, value: histogram(numbers), step }]);
  }

  /**
   * Adds an image `[1 or 3, height, width]`, or `[height, width]`: floats from 0 to 1, or whole numbers from 0 to 255.
   * @throws ShapeError for what is no image; several of them are one by `makeGrid`.
   */
  addImage(tag: string, picture: Tensor, step = 0): void {
    const [channels] = picture.ndim === 2 ? [1] : picture.shape;
    if (!(picture.ndim === 2 || (picture.ndim === 3 && (channels === 1 || channels === 3)))) {
      throw new ShapeError(
        'addImage',
        [picture.shape],
        `addImage: '${tag}' must be [1 or 3, height, width], got [${picture.shape.join(', ')}]. ` +
          'Several images are one by makeGrid(images); pixels as channels last are image.permute(2, 0, 1).',
      );
    }
    const [pixels, height, width] = noGrad(() => {
      const [high, wide] = picture.shape.slice(-2);
      const coloured = makeGrid(picture).mul(picture.dtype === 'float32' ? 255 : 1);
      const bytes = coloured.clamp(0, 255).permute(1, 2, 0).dataSync();
      return [Uint8Array.from(bytes), high, wide] as const;
    });
    const value = image({ width, height, channels: 3, pixels });
    this.#append([{ tag, value, step }]);
  }

  /** Does nothing: all that was added is in the file already. */
  flush(): void {}

  /** Does nothing: between additions no file is open. */
  close(): void {}

  #append(
    entries: readonly { readonly tag: string; readonly value: Uint8Array; readonly step: number }[],
  ): void {
    const seconds = Date.now() / 1000;
    const records = entries.map(({ tag, value, step }) => summaryRecord(tag, value, step, seconds));
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
