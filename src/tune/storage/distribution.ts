/**
 * Parameters as Optuna stores them: a number, and its distribution as JSON.
 * Optuna: `optuna.distributions`, `distribution_to_json`.
 */
import { type Dimension, TuneError } from '../space.js';

/** What may be a choice where Optuna must read it. */
type Primitive = string | number | boolean | null;

export interface StoredParam {
  readonly value: number;
  readonly distribution: string;
}

/** @throws TuneError when a choice is none that Optuna can read */
export function checkStorable(name: string, dimension: Dimension): void {
  if (!('choices' in dimension)) return;
  const wrong = dimension.choices.find((choice) => !isPrimitive(choice));
  if (wrong === undefined) return;
  throw new TuneError(
    name,
    `tune: parameter '${name}' has a choice that can't be stored: ${String(wrong)}. Choices of a stored ` +
      'study are texts, finite numbers, booleans or null: name your values, and look them up in the objective.',
  );
}

function isPrimitive(value: unknown): value is Primitive {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value === 'string' || typeof value === 'boolean';
}

export function toStored(dimension: Dimension, value: unknown): StoredParam {
  const distribution = distributionOf(dimension);
  if ('choices' in dimension) {
    return { value: dimension.choices.findIndex((one) => Object.is(one, value)), distribution };
  }
  return { value: Number(value), distribution };
}

function distributionOf(dimension: Dimension): string {
  if ('choices' in dimension) {
    const { choices } = dimension;
    return JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices } });
  }
  const { low, high, log = false, int = false } = dimension;
  const name = int ? 'IntDistribution' : 'FloatDistribution';
  return JSON.stringify({ name, attributes: { low, high, log, step: int ? 1 : null } });
}

/**
 * The parameter's value. What another program stored in a way that is not known gives its number.
 */
export function fromStored({ value, distribution }: StoredParam): unknown {
  const choices = choicesOf(distribution);
  return choices ? choices[value] : value;
}

/** What kind of parameter a distribution is, and its choices: what must not change in a study. */
export function kindOf(distribution: string): string {
  const choices = choicesOf(distribution);
  if (choices) return `choices ${JSON.stringify(choices)}`;
  const { name, attributes } = parsed(distribution);
  const whole = name === 'IntDistribution' ? 'whole numbers' : 'numbers';
  return attributes.log ? `${whole} on a logarithmic scale` : whole;
}

/** As `kindOf`, of a dimension of the space. */
export function kindOfDimension(dimension: Dimension): string {
  return kindOf(distributionOf(dimension));
}

function choicesOf(distribution: string): readonly unknown[] | undefined {
  const { choices } = parsed(distribution).attributes;
  return Array.isArray(choices) ? choices : undefined;
}

function parsed(distribution: string): {
  name?: unknown;
  attributes: { choices?: unknown; log?: unknown };
} {
  const value: unknown = JSON.parse(distribution);
  if (typeof value !== 'object' || value === null) return { attributes: {} };
  const name = 'name' in value ? value.name : undefined;
  const attributes =
    'attributes' in value && typeof value.attributes === 'object' ? value.attributes : undefined;
  return { name, attributes: attributes ?? {} };
}
