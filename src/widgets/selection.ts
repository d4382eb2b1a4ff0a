/** Controls that choose one of several options, or some of them. */
import type { ButtonLook } from './button.js';
import { type Parts, snakeCase } from './definition.js';
import {
  type ControlOptions,
  control,
  DESCRIBED,
  type DomGiven,
  type DomInstance,
} from './dom-widget.js';
import { WidgetError } from './errors.js';
import { type Orientation, SLIDER } from './numbers.js';
import { DescriptionStyle, SliderStyle, styled, ToggleButtonsStyle } from './style.js';

/** What can be chosen: values, or values by their labels. */
export type Options<T> = readonly T[] | ReadonlyMap<string, T> | { readonly [label: string]: T };

/** `value`, `label` and `index` say the same: changing one changes the others. */
interface Choice<T> {
  options: Options<T>;
  value: T | null;
  label: string | null;
  index: number | null;
}

interface Choices<T> {
  options: Options<T>;
  value: readonly T[];
  label: readonly string[];
  index: readonly number[];
}

const described = { style: styled(DescriptionStyle) };

/** Only the labels and the index travel: values may be anything. */
function wireName(name: string): string | null {
  if (name === 'options') return null;
  if (name === 'optionsLabels') return '_options_labels';
  return name === 'value' || name === 'label' ? null : snakeCase(name);
}

/** The options as labels and values. */
function entriesOf<T>(options: Options<T>): [label: string, value: T][] {
  if (isList(options)) return options.map((value) => [String(value), value]);
  return options instanceof Map ? [...options] : Object.entries(options);
}

function isList<T>(options: Options<T>): options is readonly T[] {
  return Array.isArray(options);
}

interface Single extends Choice<unknown> {
  optionsLabels: readonly string[];
}

/** The first option is chosen where nothing is said. */
function one(next: Single, changed: ReadonlySet<PropertyKey>): Partial<Single> {
  const entries = entriesOf(next.options);
  const at = place(next, changed, entries);
  const chosen = at === null ? undefined : entries[at];
  if (at !== null && !chosen) {
    throw new WidgetError('A selection', 'index', `below ${entries.length}`, at);
  }
  const [label, value] = chosen ?? [null, null];
  return { optionsLabels: entries.map(([name]) => name), index: at, label, value };
}

function place(
  { value, label, index }: Single,
  changed: ReadonlySet<PropertyKey>,
  entries: readonly [string, unknown][],
): number | null {
  const find = (what: string, given: unknown, test: (label: string, value: unknown) => boolean) => {
    if (given === null) return null;
    const found = entries.findIndex((entry) => test(...entry));
    if (found < 0) throw new WidgetError('A selection', what, 'one of its options', given);
    return found;
  };
  if (changed.has('index')) return index;
  if (changed.has('value')) return find('value', value, (_label, given) => Object.is(given, value));
  if (changed.has('label')) return find('label', label, (given) => given === label);
  if (changed.has('options')) return entries.length > 0 ? 0 : null;
  return index;
}

interface Several extends Choices<unknown> {
  optionsLabels: readonly string[];
}

function some(next: Several, changed: ReadonlySet<PropertyKey>): Partial<Several> {
  const entries = entriesOf(next.options);
  const labels = entries.map(([label]) => label);
  const values = entries.map(([, value]) => value);
  const places = (what: string, all: readonly unknown[], given: readonly unknown[]) =>
    given.map((one) => {
      const found = all.indexOf(one);
      if (found < 0) throw new WidgetError('A selection', what, 'some of its options', given);
      return found;
    });
  let { index } = next;
  if (changed.has('value')) index = places('value', values, next.value);
  else if (changed.has('label')) index = places('label', labels, next.label);
  else if (changed.has('options') && !changed.has('index')) index = [];
  return {
    optionsLabels: labels,
    index,
    label: index.map((i) => labels[i] ?? ''),
    value: index.map((i) => values[i]),
  };
}

const ONE: Single = { options: [], value: null, label: null, index: null, optionsLabels: [] };
const SOME: Several = { options: [], value: [], label: [], index: [], optionsLabels: [] };

type Common = typeof DESCRIBED & { disabled: boolean };
const COMMON: Common = { ...DESCRIBED, disabled: false };

/** A class of selections whose values have the type of its options. */
type ChoiceClass<X extends object, P extends Parts> = new <T>(
  given?: DomGiven<Choice<T> & Common & X, P>,
) => DomInstance<Choice<T> & Common & X, P>;

type ChoicesClass<X extends object, P extends Parts> = new <T>(
  given?: DomGiven<Choices<T> & Common & X, P>,
) => DomInstance<Choices<T> & Common & X, P>;

function choice<X extends object, P extends Parts>(name: string, more: X, parts: P) {
  const state = { ...ONE, ...COMMON, ...more };
  // A class of `unknown` values, seen as one of any type: values are only handed through.
  const options: ControlOptions<typeof state, P> = { wireName, rule: one as never };
  return control(name, state, parts, options) as unknown as ChoiceClass<X, P>;
}

function choices<X extends object, P extends Parts>(name: string, more: X, parts: P) {
  const state = { ...SOME, ...COMMON, ...more };
  const options: ControlOptions<typeof state, P> = { wireName, rule: some as never };
  return control(name, state, parts, options) as unknown as ChoicesClass<X, P>;
}

const DropdownBase = choice('Dropdown', {}, described);
/**
 * One of several options, in a list that opens.
 * @example new Dropdown({ options: { one: 1, two: 2 }, value: 2 })
 */
export class Dropdown<T> extends DropdownBase<T> {}

const RadioButtonsBase = choice(
  'RadioButtons',
  { orientation: 'vertical' as Orientation },
  described,
);
/** One of several options, all of them in sight. */
export class RadioButtons<T> extends RadioButtonsBase<T> {}

const SelectBase = choice('Select', { rows: 5 }, described);
/** One of several options, in a list. */
export class Select<T> extends SelectBase<T> {}

const ToggleButtonsBase = choice(
  'ToggleButtons',
  {
    tooltips: [] as readonly string[],
    icons: [] as readonly string[],
    buttonStyle: '' as ButtonLook,
  },
  { style: styled(ToggleButtonsStyle) },
);
/** One of several options, as buttons. */
export class ToggleButtons<T> extends ToggleButtonsBase<T> {}

const SelectionSliderBase = choice('SelectionSlider', SLIDER, { style: styled(SliderStyle) });
/** One of several options, by a slider. */
export class SelectionSlider<T> extends SelectionSliderBase<T> {}

const SelectMultipleBase = choices('SelectMultiple', { rows: 5 }, described);
/** Any of several options, in a list. */
export class SelectMultiple<T> extends SelectMultipleBase<T> {}
