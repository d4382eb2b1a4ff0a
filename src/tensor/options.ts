/** Options by name: a mistyped one would otherwise change nothing, in silence. And the functions that options hold for. */
import { OptionError, shown, UnknownOptionError } from './errors.js';

/** Every option of `Given`, by name. */
export type OptionNames<Given> = { readonly [Name in keyof Required<Given>]: unknown };

/**
 * What an option is that is left out; undefined where that says something itself. Each must be there, so that none is
 * refused by mistake.
 */
type Defaults<Given> = { readonly [Name in keyof Required<Given>]: Given[Name] };

/** What is given, or else the default. */
type Filled<Given, Default extends Defaults<Given>> = {
  [Name in keyof Required<Given>]:
    | Exclude<Given[Name], undefined>
    | (undefined extends Default[Name] ? undefined : never);
};

/** @throws OptionError unless the options are an object, UnknownOptionError for one that is not among the names. */
export function checkOptionNames<Given extends object>(
  owner: string,
  given: Given,
  names: OptionNames<Given>,
): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const [first] = Object.keys(names);
    const isValue = /number|string|boolean/.test(typeof given) || Array.isArray(given);
    const example = isValue ? shown(given) : '...';
    throw new OptionError(owner, 'options', given, `an object, as { ${first}: ${example} }`);
  }
  const unknown = Object.keys(given).find((name) => !(name in names));
  if (unknown !== undefined) throw new UnknownOptionError(owner, unknown, Object.keys(names));
}

/** The options with the defaults of those that are left out. @throws as `checkOptionNames` */
export function withDefaults<Given extends object, const Default extends Defaults<Given>>(
  owner: string,
  given: Given,
  defaults: Default,
): Filled<Given, Default> {
  checkOptionNames(owner, given, defaults);
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(set) } as Filled<Given, Default>;
}

/** What may be given by itself, or by its name in an object of options. */
export type Sole<Name extends string, Value> = Value | { readonly [N in Name]?: Value };

/** Whether it is an object of options: neither a list, nor a tensor or another class's. */
export const isOptions = (given: unknown): given is Readonly<Record<string, unknown>> =>
  typeof given === 'object' && given !== null && Object.getPrototypeOf(given) === Object.prototype;

/** Options by their names, of which those named may stand by their places too, each behind all before it. */
export type Placed<Options extends object, Names extends readonly (keyof Options)[]> =
  | (object extends Options ? [options?: Options] : [options: Options])
  | (Names extends readonly [infer Name extends keyof Options, ...infer More]
      ? More extends readonly (keyof Omit<Options, Name>)[]
        ? [Options[Name], ...Placed<Omit<Options, Name>, More>]
        : never
      : never);

/**
 * Options of which the first ones may stand by their places, as `(2, 1, { bias: false })`, by their names.
 * @throws OptionError for more places than names.
 */
export function optionsByPlace<Options extends object>(
  owner: string,
  given: readonly unknown[],
  names: readonly (keyof Options & string)[],
): Options {
  const last = given.at(-1);
  const [values, options] = isOptions(last) ? [given.slice(0, -1), last] : [given, {}];
  if (values.length > names.length) {
    const listed = names.join(', ').replace(/, (?=[^,]*$)/, ' and ');
    const wanted = `given by name: by their places stand only ${listed}`;
    throw new OptionError(owner, 'options', values[names.length], wanted);
  }
  const placed = values.flatMap((value, i) => (value === undefined ? [] : [[names[i], value]]));
  return { ...Object.fromEntries(placed), ...options } as Options;
}

/**
 * A function's only option: `elu(x, 0.5)` is `elu(x, { alpha: 0.5 })`.
 * @throws UnknownOptionError where an object has another name.
 */
export function soleOption<Value, Default, const Name extends string>(
  owner: string,
  name: Name,
  given: Sole<Name, Value> | undefined,
  fallback: Default,
): Value | Default {
  if (!isOptions(given)) return (given as Value | undefined) ?? fallback;
  checkOptionNames<object>(owner, given, { [name]: true });
  return (given[name] as Value | undefined) ?? fallback;
}

/** @throws OptionError unless it is a whole number from `least` to `most`. */
export function checkWhole(
  owner: string,
  option: string,
  value: number,
  least: number,
  most = Infinity,
): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Infinity ? `of ${least} or more` : `from ${least} to ${most}`;
  throw new OptionError(owner, option, value, `a whole number ${range}`);
}

/** @throws OptionError for what is no function. */
export function checkedBody<T>(owner: string, body: () => T): () => T {
  if (typeof body === 'function') return body;
  throw new OptionError(owner, 'the body', body, 'a function without arguments, as () => net(x)');
}
