/** What `interact` makes a control of: numbers, texts, lists ... */
import { Checkbox } from './booleans.js';
import { WidgetError } from './errors.js';
import { FloatSlider, IntSlider } from './numbers.js';
import { Dropdown } from './selection.js';
import { Text } from './strings.js';
import { Widget } from './widget.js';

/** A value that `interact` hands over without a control. */
export class Fixed<T> {
  constructor(readonly value: T) {}
}

export function fixed<T>(value: T): Fixed<T> {
  return new Fixed(value);
}

type Bounds =
  | readonly [min: number, max: number]
  | readonly [min: number, max: number, step: number];

/** A control, or what stands for one. */
export type Abbreviation =
  | (Widget & { readonly value: unknown })
  | Fixed<unknown>
  | boolean
  | number
  | string
  | readonly unknown[]
  | ReadonlyMap<string, unknown>
  | { readonly [label: string]: unknown };

/** The type of the values that a control of this abbreviation has. */
export type ValueOf<A> = A extends { readonly value: infer V }
  ? V
  : A extends boolean
    ? boolean
    : A extends number | Bounds
      ? number
      : A extends string
        ? string
        : A extends readonly (infer V)[] | ReadonlyMap<string, infer V>
          ? V
          : A extends { readonly [label: string]: infer V }
            ? V
            : never;

/** A control as `interact` uses it; a fixed value is not seen. */
export type Source = (Widget & { value: unknown }) | Fixed<unknown>;

/**
 * - a widget with a `value`, or `fixed(value)`: itself
 * - `true`: a checkbox; `'text'`: a text field
 * - `3` or `0.5`: a slider around it; `[min, max]` or `[min, max, step]`: a slider between them
 * - other lists, maps and objects: a choice among them
 *
 * Whole numbers have sliders of whole numbers.
 * @throws WidgetError for anything else
 */
export function controlOf(name: string, given: unknown): Source {
  const common = { description: name };
  if (given instanceof Fixed || hasValue(given)) return given;
  if (typeof given === 'boolean') return new Checkbox({ ...common, value: given });
  if (typeof given === 'string') return new Text({ ...common, value: given });
  if (typeof given === 'number') return slider(name, around(given), given);
  if (isBounds(given)) return slider(name, given, undefined);
  if (Array.isArray(given) || given instanceof Map)
    return new Dropdown({ ...common, options: given });
  if (typeof given === 'object' && given !== null && !(given instanceof Widget)) {
    return new Dropdown({ ...common, options: { ...given } });
  }
  throw new WidgetError('interact', name, 'a widget with a value, or what stands for one', given);
}

function hasValue(given: unknown): given is Widget & { value: unknown } {
  return given instanceof Widget && 'value' in given;
}

/** Two or three numbers are the bounds of a slider, and its step. */
function isBounds(given: unknown): given is Bounds {
  const isShort = Array.isArray(given) && (given.length === 2 || given.length === 3);
  return isShort && given.every((one) => typeof one === 'number');
}

function around(value: number): Bounds {
  if (value === 0) return [0, 1];
  return value > 0 ? [-value, 3 * value] : [3 * value, -value];
}

function slider(description: string, [min, max, step]: Bounds, given: number | undefined) {
  if (!(min <= max)) throw new WidgetError('interact', description, 'bounds, the lower first', min);
  const isWhole = [min, max, step ?? 1, given ?? 0].every(Number.isInteger);
  const tick = step ?? (isWhole ? 1 : 0.1);
  const value = given ?? min + Math.floor((max - min) / 2 / tick) * tick;
  const options = { description, min, max, value, ...(step === undefined ? {} : { step }) };
  return isWhole ? new IntSlider(options) : new FloatSlider(options);
}
