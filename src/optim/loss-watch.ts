/** What the losses that a person reads in a loop by hand tell: NaN, growth, standing still. */
import { claimLosses, type LossListener } from '../tensor/index.js';
import { warnOnce } from '../warn-once.js';

/** How many losses are averaged, so that batches don't hide what all of them do. */
const WINDOW = 50;
/** After so many losses, the newest should have moved away from the first. */
const LEAST = 4 * WINDOW;
/** A smaller change, in parts of the loss, is none. */
const LEAST_CHANGE = 0.005;
/** A loss that has become this many times what it was grows. */
const GROWTH = 10;

export class LossWatch {
  readonly #optimizer: { readonly paramGroups: readonly { readonly lr: number }[] };
  #read = 0;
  #first = 0;
  #newest = 0;
  readonly #listener: LossListener = (loss, whyNaN) => this.#note(loss, whyNaN);

  constructor(optimizer: { readonly paramGroups: readonly { readonly lr: number }[] }) {
    this.#optimizer = optimizer;
  }

  /** To be called at each step: the losses until then are the optimizer's. */
  look(): void {
    claimLosses(this.#listener);
  }

  #note(loss: number, whyNaN: string | undefined): void {
    if (Number.isNaN(loss)) this.#warn('nan', whyNaN ?? this.#nan());
    if (this.#read < WINDOW) this.#first += loss / WINDOW;
    else this.#newest += loss / WINDOW;
    if (++this.#read % WINDOW !== 0 || this.#read === WINDOW) return;
    const [first, newest] = [this.#first, this.#newest];
    this.#newest = 0;
    const figures = `${first.toFixed(4)} in the first ${WINDOW} steps, ${newest.toFixed(4)} in the last ${WINDOW}`;
    if (newest > GROWTH * first && first > 0) {
      this.#warn(
        'growth',
        `the loss grows: ${figures}. The learning rate (${this.#lr}) is probably too high; try a tenth of it.`,
      );
    }
    if (this.#read >= LEAST && Math.abs(newest - first) < LEAST_CHANGE * Math.abs(first)) {
      this.#warn(
        'standing',
        `the loss does not move: ${figures}. Try another learning rate (it is ${this.#lr}), for a start ten times ` +
          'higher or lower, and see whether the optimizer has the parameters of this model.',
      );
    }
  }

  #nan(): string {
    return (
      `the loss is NaN, and so are the weights now. Usually the learning rate (${this.#lr}) is too high: make the model ` +
      'anew and take a tenth, or nn.utils.clipGradNorm_ before each step. Else look for NaN in the data, and for 0 / 0 ' +
      'and log(0) in a loss of your own.'
    );
  }

  get #lr(): number {
    return this.#optimizer.paramGroups[0].lr;
  }

  #warn(mistake: string, text: string): void {
    warnOnce(this.#optimizer, mistake, text);
  }
}
