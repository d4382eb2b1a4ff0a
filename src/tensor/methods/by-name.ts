/** What PyTorch takes by place without requiring it may also be named: `x.sum(1)` is `x.sum({ dim: 1 })`. */
import { UnknownOptionError } from '../errors.js';
import { isOptions } from '../options.js';
import { Tensor } from '../tensor.js';
import { PLACES, type Places } from './places.js';

/**
 * What is named, in its place; what has none stays an object of options behind.
 * @throws UnknownOptionError for another name.
 */
function inPlaces(
  owner: string,
  { names, from = 0, more = [] }: Places,
  given: unknown[],
): unknown[] {
  const at = given.length - 1;
  const named = given[at];
  if (at < from || at >= from + names.length || !isOptions(named)) return given;
  const known = [...names.slice(at - from), ...more];
  const unknown = Object.keys(named).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UnknownOptionError(owner, unknown, known);
  const placed = names.slice(at - from).map((name) => named[name]);
  const rest = Object.entries(named).filter(([name]) => more.includes(name));
  const options = rest.length > 0 ? [Object.fromEntries(rest)] : [];
  return [...given.slice(0, at), ...placed, ...options];
}

for (const [name, places] of Object.entries(PLACES)) {
  const method: unknown = Reflect.get(Tensor.prototype, name);
  if (typeof method !== 'function') continue;
  Object.defineProperty(Tensor.prototype, name, {
    configurable: true,
    writable: true,
    value(this: Tensor, ...given: unknown[]): unknown {
      return Reflect.apply(method, this, inPlaces(name, places, given));
    },
  });
}
