/** Controls of one number: sliders, text fields, bars of progress. */
import { control, DESCRIBED } from './dom-widget.js';
import { WidgetError } from './errors.js';
import { DescriptionStyle, ProgressStyle, SliderStyle, styled } from './style.js';

/** Whether a control lies or stands. */
export type Orientation = 'horizontal' | 'vertical';
/** What a bar of progress looks like. */
export type BarStyle = '' | 'success' | 'info' | 'warning' | 'danger';
type Behavior = 'drag-tap' | 'drag-snap' | 'tap' | 'drag' | 'snap';

/** What all sliders have. */
export const SLIDER = {
  ...DESCRIBED,
  disabled: false,
  /** Whether the value changes while the handle is held, and not only when it is let go. */
  continuousUpdate: true,
  orientation: 'horizontal' as Orientation,
  /** Whether the value stands beside the slider. */
  readout: true,
  behavior: 'drag-tap' as Behavior,
};
const FIELD = { ...DESCRIBED, disabled: false, continuousUpdate: false };
const BAR = { ...DESCRIBED, orientation: 'horizontal' as Orientation, barStyle: '' as BarStyle };
const INTEGER = { value: 0, min: 0, max: 100, step: 1 };
const FLOAT = { value: 0, min: 0, max: 100, step: 0.1 };

const slider = { style: styled(SliderStyle) };
const described = { style: styled(DescriptionStyle) };
const bar = { style: styled(ProgressStyle) };

interface Bounded {
  value: number;
  min: number;
  max: number;
}

/** Keeps a value between its bounds, as ipywidgets does. */
function within({ value, min, max }: Bounded): Pick<Bounded, 'value'> {
  checkBounds(min, max);
  return { value: Math.min(Math.max(value, min), max) };
}

export function checkBounds(min: number, max: number): void {
  if (min > max) throw new WidgetError('A slider', 'min', `at most its max, ${max}`, min);
}

function wholeWithin({ value, min, max }: Bounded): Bounded {
  const bounds = { min: Math.trunc(min), max: Math.trunc(max) };
  return { ...bounds, ...within({ ...bounds, value: Math.trunc(value) }) };
}

/**
 * A slider for a whole number.
 * @example new IntSlider({ value: 3, min: 1, max: 10, description: 'k' })
 */
export class IntSlider extends control(
  'IntSlider',
  { ...SLIDER, ...INTEGER, readoutFormat: 'd' },
  slider,
  { rule: wholeWithin },
) {}

/** A slider for a number. */
export class FloatSlider extends control(
  'FloatSlider',
  { ...SLIDER, ...FLOAT, readoutFormat: '.2f' },
  slider,
  { rule: within },
) {}

/** The value is a power of `base`; `min`, `max` and `step` are of its exponent. */
export class FloatLogSlider extends control(
  'FloatLogSlider',
  { ...SLIDER, value: 1, min: 0, max: 4, step: 0.1, base: 10, readoutFormat: '.3g' },
  slider,
  {
    rule: ({ value, min, max, base }) => {
      checkBounds(min, max);
      return { value: Math.min(Math.max(value, base ** min), base ** max) };
    },
  },
) {}

/** A field for a whole number. */
export class IntText extends control('IntText', { ...FIELD, value: 0, step: 1 }, described, {
  rule: ({ value }) => ({ value: Math.trunc(value) }),
}) {}

/** A field for a number. */
export class FloatText extends control(
  'FloatText',
  { ...FIELD, value: 0, step: null as number | null },
  described,
) {}

/** A field for a whole number between `min` and `max`. */
export class BoundedIntText extends control('BoundedIntText', { ...FIELD, ...INTEGER }, described, {
  view: 'IntText',
  rule: wholeWithin,
}) {}

/** A field for a number between `min` and `max`. */
export class BoundedFloatText extends control(
  'BoundedFloatText',
  { ...FIELD, ...FLOAT, step: null as number | null },
  described,
  { view: 'FloatText', rule: within },
) {}

/** A bar of progress in whole numbers. */
export class IntProgress extends control(
  'IntProgress',
  { ...BAR, value: 0, min: 0, max: 100 },
  bar,
  { view: 'Progress', rule: wholeWithin },
) {}

/** A bar of progress. */
export class FloatProgress extends control(
  'FloatProgress',
  { ...BAR, value: 0, min: 0, max: 100 },
  bar,
  { view: 'Progress', rule: within },
) {}

/** Steps through the values by itself, every `interval` milliseconds. */
export class Play extends control(
  'Play',
  {
    ...DESCRIBED,
    ...INTEGER,
    disabled: false,
    interval: 100,
    playing: false,
    repeat: false,
    showRepeat: true,
  },
  described,
  { rule: wholeWithin },
) {}
