/**
 * Writes StableHLO line by line: fresh names, constants, nested regions. Knows no operations.
 *
 * See {@link https://openxla.org/stablehlo/spec | the StableHLO specification}.
 */
import type { ElementType } from './element-type.js';
import type { Listing, Made } from './listing.js';
import type { Shape } from './shape.js';
import { denseLiteral, tensorType } from './text.js';

/** A named value of the program that is being written. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
  /** What it consists of, where it stands for many values. */
  readonly parts?: readonly Value[];
}

/** An argument of a program. */
export interface Argument {
  readonly value: Value;
  /** Which of the results takes its memory; undefined where none does. */
  readonly result: number | undefined;
}

export function typeOf(value: Pick<Value, 'type' | 'shape'>): string {
  return tensorType(value.type, value.shape);
}

export class Emitter {
  #lines: string[] = [];
  /** What was written already, by its operation: none has side effects, so nothing is written twice. */
  #known = new Map<string, Value>();
  /** What has a name, and how it is computed; nothing for an argument. */
  readonly #named = new Map<string, { readonly value: Value; readonly operation: string }>();
  #count = 0;
  #devices: readonly number[] | undefined;

  /** What the lines at hand were last said to be made by. */
  #comment: string | undefined;

  /**
   * @param platform what the program will run on, in PJRT's words: `cpu`, `cuda`, `rocm` ...
   * @param listing is told what is written, and comments on it; {@link withoutComments} gives the program without
   */
  constructor(
    readonly platform: string,
    readonly listing?: Listing,
  ) {}

  /** The devices that share the program's work, where it is shared. */
  get devices(): readonly number[] | undefined {
    return this.#devices;
  }

  /** Notes that the work is shared. Who says it first chooses the devices: what is computed doesn't depend on them. */
  protected shareAmong(devices: readonly number[]): readonly number[] {
    this.#devices ??= devices;
    return this.#devices;
  }

  /** Writes an operation of the graph, so that a listing sees who made what `write` writes. */
  writeFor(made: Made, inputs: readonly Value[], write: () => Value): Value {
    return this.listing ? this.listing.operation(made, inputs, write) : write();
  }

  /**
   * Writes `operation` and returns its result under a fresh name, or what it was written as before.
   * @param flops the floating-point operations of a product
   */
  emit(operation: string, type: ElementType, shape: Shape, flops = 0): Value {
    const key = this.listing ? withoutComments(operation) : operation;
    const known = this.#known.get(key);
    if (known) return known;
    const name = this.freshName();
    this.#write(`${name} = ${operation}`, flops);
    const value = { name, type, shape };
    this.#known.set(key, value);
    this.#named.set(name, { value, operation });
    return value;
  }

  /** Writes an operation with many results. */
  emitMany(operation: string, results: readonly Omit<Value, 'name'>[]): Value[] {
    const name = this.freshName();
    this.#write(`${name}:${results.length} = ${operation}`, 0);
    return results.map((result, i) => {
      const value = { ...result, name: `${name}#${i}` };
      this.#named.set(value.name, { value, operation });
      return value;
    });
  }

  /** An argument of the program, by its place. */
  argument(place: number, type: ElementType, shape: Shape): Value {
    const value = { name: `%arg${place}`, type, shape };
    this.#named.set(value.name, { value, operation: '' });
    return value;
  }

  /** What a value is computed from directly, or in the regions of its operation. */
  operandsOf({ name }: Value): readonly Value[] {
    const names = this.#named.get(name)?.operation.match(/%\w+(#\d+)?/g) ?? [];
    return names.flatMap((operand) => this.#named.get(operand)?.value ?? []);
  }

  /** The operations that use a value directly, or in their regions, as they are written. */
  usersOf({ name }: Value): string[] {
    const use = new RegExp(`${name}(?![\\w#])`);
    return [...this.#named.values()].flatMap(({ operation }) =>
      use.test(operation) ? [operation] : [],
    );
  }

  /** A constant: one number for all elements, or as many numbers as there are elements. */
  constant(values: number | ArrayLike<number>, type: ElementType, shape: Shape = []): Value {
    const list = typeof values === 'number' ? [values] : values;
    const text = `stablehlo.constant ${denseLiteral(list, type, shape)} : ${tensorType(type, shape)}`;
    return this.emit(text, type, shape);
  }

  /**
   * A region `({ ^bb0(...): ... stablehlo.return ... })`, as text. What `body` emits goes into the region;
   * what is made there is not visible outside.
   */
  region(parameters: readonly Omit<Value, 'name'>[], body: (values: Value[]) => readonly Value[]) {
    const values = parameters.map((parameter) => ({ ...parameter, name: this.freshName() }));
    const outer = { lines: this.#lines, known: this.#known, comment: this.#comment };
    this.#comment = undefined;
    this.#lines = [];
    this.#known = new Map();
    const results = body(values);
    const header = values.map((value) => `${value.name}: ${typeOf(value)}`).join(', ');
    const block = header && `^bb0(${header}):\n`;
    const text = `{\n${block}${indent(this.#lines)}\n  ${returnOf('stablehlo', results)}\n}`;
    this.#lines = outer.lines;
    this.#known = outer.known;
    this.#comment = outer.comment;
    return text;
  }

  /** Writes a region to see what comes of it, and throws it away. */
  tryRegion(...region: Parameters<Emitter['region']>): void {
    if (this.listing) this.listing.discarded(() => void this.region(...region));
    else this.region(...region);
  }

  /** A whole program whose function `main` has the given arguments and returns `results`. */
  main(args: readonly Argument[], results: readonly Value[]): string {
    const whole = this.#devices ? ['mhlo.sharding = "{replicated}"'] : [];
    const parameters = args.map(({ value, result }) => {
      const alias = result === undefined ? [] : [`tf.aliasing_output = ${result} : i32`];
      return `${value.name}: ${typeOf(value)}${dictionary([...alias, ...whole])}`;
    });
    const types = results.map((result) => typeOf(result) + dictionary(whole));
    const module = this.#devices
      ? ` attributes {mhlo.num_partitions = ${this.#devices.length} : i32, mhlo.num_replicas = 1 : i32}`
      : '';
    return [
      `module @gradbook${module} {`,
      `  func.func @main(${parameters.join(', ')}) -> (${types.join(', ')}) {`,
      indent(this.#lines, '    '),
      `    ${returnOf('func', results)}`,
      '  }',
      '}\n',
    ].join('\n');
  }

  private freshName(): string {
    return `%${this.#count++}`;
  }

  #write(line: string, flops: number): void {
    const comment = this.listing?.line(flops);
    if (comment !== this.#comment) this.#lines.push(`// ${comment}`);
    this.#comment = comment;
    this.#lines.push(line);
  }
}

/** A program, or a part of one, without what a listing said of it. */
export function withoutComments(text: string): string {
  return text.replace(/^ *\/\/ .*\n/gm, '');
}

/** The attributes of an argument or result. */
function dictionary(attributes: readonly string[]): string {
  return attributes.length === 0 ? '' : ` {${attributes.join(', ')}}`;
}

function returnOf(dialect: 'func' | 'stablehlo', results: readonly Value[]): string {
  if (results.length === 0) return `${dialect}.return`;
  const names = results.map((result) => result.name).join(', ');
  return `${dialect}.return ${names} : ${results.map(typeOf).join(', ')}`;
}

function indent(lines: readonly string[], by = '  '): string {
  return lines.map((line) => by + line.replaceAll('\n', `\n${by}`)).join('\n');
}
