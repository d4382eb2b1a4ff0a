/**
 * How arrays, maps and sets are gone through: the kernel's own code and its compilers do so at every step. A cell may
 * replace it, as anywhere in JavaScript; but by what does not work, no cell could run any more, nor end.
 *
 * Nothing in here goes through anything that way.
 */

interface Member {
  readonly name: string;
  readonly owner: object;
  readonly key: PropertyKey;
  readonly original: unknown;
}

const ARRAY_ITERATOR: object = Object.getPrototypeOf([][Symbol.iterator]());
const MAP_ITERATOR: object = Object.getPrototypeOf(new Map()[Symbol.iterator]());
const SET_ITERATOR: object = Object.getPrototypeOf(new Set()[Symbol.iterator]());

const MEMBERS: readonly Member[] = [
  member('Array.prototype[Symbol.iterator]', Array.prototype, Symbol.iterator),
  member("the array iterator's next", ARRAY_ITERATOR, 'next'),
  member('Map.prototype[Symbol.iterator]', Map.prototype, Symbol.iterator),
  member("the map iterator's next", MAP_ITERATOR, 'next'),
  member('Set.prototype[Symbol.iterator]', Set.prototype, Symbol.iterator),
  member("the set iterator's next", SET_ITERATOR, 'next'),
];

// Taken now: cells may replace these too.
const { get, defineProperty } = Reflect;

/** Puts back what code has replaced, where the replacement does not work; gives the names of that, or undefined. */
export function repairIteration(): string | undefined {
  if (!isReplaced() || works()) return undefined;
  let names = '';
  for (let i = 0; i < MEMBERS.length; i++) {
    const one = MEMBERS[i];
    if (!one || get(one.owner, one.key) === one.original) continue;
    const value = one.original;
    defineProperty(one.owner, one.key, { value, writable: true, configurable: true });
    names += `${names ? ', ' : ''}${one.name}`;
  }
  return names;
}

function isReplaced(): boolean {
  for (let i = 0; i < MEMBERS.length; i++) {
    const one = MEMBERS[i];
    if (one && get(one.owner, one.key) !== one.original) return true;
  }
  return false;
}

/** Whether two elements are found in their order, and no third one. */
function works(): boolean {
  try {
    const pair: readonly number[] = [1, 2];
    const [first, second, third] = pair;
    const [one, two, three] = new Set(pair);
    const [entry] = new Map([[1, 2]]);
    const [key, value] = entry ?? [];
    const found = [first, second, third, one, two, three, key, value];
    return found.join() === '1,2,,1,2,,1,2';
  } catch {
    return false;
  }
}

function member(name: string, owner: object, key: PropertyKey): Member {
  return { name, owner, key, original: Reflect.get(owner, key) };
}
