/** Changes colours by chance. */
import type { Generator } from '../../random/index.js';
import { checkOptionNames, type Tensor } from '../../tensor/index.js';
import { TransformError } from '../errors.js';
import { checkRange, type Range } from './checks.js';
import { chosenBy } from './choose.js';
import { brightness, contrast, hue, saturation } from './colour.js';
import { column, drawEach } from './per-sample.js';
import { compute, floatImageShape, Transform } from './transform.js';

/** Options of {@link ColorJitter}. */
export interface ColorJitterOptions {
  /** Factors from 1 - x to 1 + x, or a range. Default 0: none. */
  brightness?: number | Range;
  /** Factors from 1 - x to 1 + x, or a range. Default 0: none. */
  contrast?: number | Range;
  /** Factors from 1 - x to 1 + x, or a range. Default 0: none. */
  saturation?: number | Range;
  /** Turns of -x to x of a circle, at most 0.5; or a range. Default 0: none. */
  hue?: number | Range;
}

/** In the order of their numbers in torchvision. */
const CHANGES = [brightness, contrast, saturation, hue];

/**
 * Brightness, contrast, saturation and hue of each image by factors of its own, in an order of its own.
 * PyTorch: `torchvision.transforms.ColorJitter`; draws the same numbers, where it is the only random transform.
 */
export class ColorJitter extends Transform {
  readonly brightness: Range;
  readonly contrast: Range;
  readonly saturation: Range;
  readonly hue: Range;

  /** @throws TransformError when a range is not one of factors from 0, or of hues from -0.5 to 0.5. */
  constructor(options: ColorJitterOptions = {}) {
    super();
    checkOptionNames('ColorJitter', options, {
      brightness: true,
      contrast: true,
      saturation: true,
      hue: true,
    });
    this.brightness = factors('brightness', options.brightness);
    this.contrast = factors('contrast', options.contrast);
    this.saturation = factors('saturation', options.saturation);
    const { hue = 0 } = options;
    this.hue = typeof hue === 'number' ? [-hue, hue] : hue;
    checkRange('ColorJitter', 'hue', this.hue, -0.5);
    if (this.hue[1] > 0.5) {
      throw new TransformError('ColorJitter', `hue is [${this.hue}]. It goes from -0.5 to 0.5.`);
    }
  }

  /** @throws TransformError unless the batch is float32 `[batch, channels, height, width]`. */
  apply(batch: Tensor): Tensor {
    const [samples] = floatImageShape('ColorJitter', batch);
    const ranges = [this.brightness, this.contrast, this.saturation, this.hue];
    return compute(batch, (images) => {
      const drawn = drawEach(samples, 2 * CHANGES.length, (generator) => draw(generator, ranges));
      return CHANGES.reduce((changed, _, turn) => {
        const choices = CHANGES.map((change, i) =>
          isNone(ranges[i]) ? changed : change(changed, column(drawn, CHANGES.length + i)),
        );
        return chosenBy(column(drawn, turn), choices);
      }, images);
    });
  }
}

/** The changes' order, then their factors. PyTorch: `ColorJitter.get_params`. */
function draw(generator: Generator, ranges: readonly Range[]): number[] {
  const order = generator.randperm(CHANGES.length);
  return [...order, ...ranges.map((range) => (isNone(range) ? 0 : generator.uniform(...range)))];
}

/** torchvision takes a range of one neutral factor for none. */
const isNone = ([from, to]: Range) => from === to && (from === 1 || from === 0);

function factors(option: string, value: number | Range = 0): Range {
  const range: Range = typeof value === 'number' ? [Math.max(0, 1 - value), 1 + value] : value;
  checkRange('ColorJitter', option, range, 0);
  return range;
}
