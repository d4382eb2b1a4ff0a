/** Sliders of two numbers. */
import { control } from './dom-widget.js';
import { WidgetError } from './errors.js';
import { checkBounds, SLIDER } from './numbers.js';
import { SliderStyle, styled } from './style.js';

type Range = readonly [lower: number, upper: number];

interface Bounded {
  value: Range;
  min: number;
  max: number;
}

const slider = { style: styled(SliderStyle) };

/** Keeps both ends between the bounds; a range that was not given is the middle half. */
function within(round: (value: number) => number) {
  return ({ value, min, max }: Bounded, changed: ReadonlySet<PropertyKey>): Partial<Bounded> => {
    checkBounds(min, max);
    const [lower, upper] = value;
    if (!(lower <= upper)) {
      throw new WidgetError('A range slider', 'value', 'two numbers, the lower one first', value);
    }
    if (!changed.has('value') && lower === UNSET) {
      return { value: [round(0.75 * min + 0.25 * max), round(0.25 * min + 0.75 * max)] };
    }
    const bounded = (end: number) => Math.min(Math.max(round(end), min), max);
    return { value: [bounded(lower), bounded(upper)] };
  };
}

const UNSET = Number.NEGATIVE_INFINITY;
const RANGE = { ...SLIDER, value: [UNSET, UNSET] as Range, min: 0, max: 100 };

/**
 * A slider with two handles, for whole numbers.
 * @example new IntRangeSlider({ value: [2, 5], max: 10 })
 */
export class IntRangeSlider extends control(
  'IntRangeSlider',
  { ...RANGE, step: 1, readoutFormat: 'd' },
  slider,
  { rule: within(Math.trunc) },
) {}

/** A slider with two handles, for numbers. */
export class FloatRangeSlider extends control(
  'FloatRangeSlider',
  { ...RANGE, step: 0.1, readoutFormat: '.2f' },
  slider,
  { rule: within((value) => value) },
) {}
