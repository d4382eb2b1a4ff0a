/** Some samples to look at: as pictures where they are pictures, else as a table. */
import { type Figure, imageGrid } from '../plots/index.js';
import { displayBundle } from '../plots/make-figure.js';
import type { Tensor } from '../tensor/index.js';
import { FigureTable, figureText, type TableParts } from './table.js';

/** What a gallery shows of each sample besides its inputs. */
export interface Captions<R> {
  readonly head: readonly string[];
  cells(sample: R): string[];
  /** Over its picture; lines are divided by `<br>`. */
  caption(sample: R): string;
}

/** A sample of an evaluation. */
export interface KnownSample {
  /** Its place in the evaluation, from 0. */
  readonly position: number;
  /** Its number in the dataset; undefined where it has none, as in a stream. */
  readonly number: number | undefined;
  /** What the dataset gives for it. @throws FitError where the sample has no number */
  readonly inputs: Tensor;
}

/** So many features of a sample that is no picture are shown. */
const MAX_FEATURES = 8;

/** Some samples of an evaluation. */
export class SampleGallery<R extends KnownSample> extends FigureTable {
  readonly #captions: Captions<R>;
  readonly #features: readonly string[] | undefined;

  constructor(
    /** What was said of them, in the gallery's order. */
    readonly samples: readonly R[],
    readonly title: string,
    captions: Captions<R>,
    features?: readonly string[],
  ) {
    super();
    this.#captions = captions;
    this.#features = features;
  }

  /** The samples' pictures; undefined where they are no pictures, or can't be looked up. */
  figure(): Figure | undefined {
    if (this.samples.some(({ number }) => number === undefined)) return undefined;
    const pictures = this.samples.map(({ inputs }) => inputs);
    if (pictures.length === 0 || !pictures.every(isPicture)) return undefined;
    const titles = this.samples.map((sample) => this.#captions.caption(sample));
    return imageGrid(pictures, { titles, title: this.title });
  }

  protected override rich(): Record<string, unknown> {
    const figure = this.figure();
    return figure ? displayBundle(figure) : super.rich();
  }

  protected override table(): TableParts {
    const features = this.#features?.slice(0, MAX_FEATURES) ?? [];
    const rows = this.samples.map((sample) => [
      sample.number === undefined ? '' : String(sample.number),
      ...this.#captions.cells(sample),
      ...(features.length > 0 ? valuesOf(sample.inputs, features.length) : []),
    ]);
    return { title: this.title, heads: ['sample', ...this.#captions.head, ...features], rows };
  }
}

/** `[height, width]`, or `[channels, height, width]` of grey or colours. */
function isPicture({ shape }: Tensor): boolean {
  return shape.length === 2 || (shape.length === 3 && (shape[0] === 1 || shape[0] === 3));
}

function valuesOf(inputs: Tensor, count: number): string[] {
  return Array.from(inputs.dataSync().slice(0, count), figureText);
}
