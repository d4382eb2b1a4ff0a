/**
 * Reads a pickle of plain data. It runs no code: what a pickle would call is looked up in a table, and what is not
 * there is an error. See https://docs.python.org/3/library/pickletools.html
 */
import { FormatError } from './errors.js';

/** A class or function that a pickle names, as `collections.OrderedDict`. */
export class Global {
  constructor(readonly name: string) {}
}

export interface PickleRules {
  /** What calling a known global gives. @throws FormatError when it is none. */
  call(callee: Global, args: readonly unknown[]): unknown;
  /** What a persistent id stands for. @throws FormatError when nothing */
  load(id: unknown): unknown;
  /** Gives an object its state, where it is one that `call` made. @throws FormatError when it has none */
  build?(object: unknown, state: unknown): void;
}

const MARK = Symbol('mark');

/** The value that is pickled: dictionaries are Maps, tuples arrays. @throws FormatError */
export function unpickle(bytes: Uint8Array, rules: PickleRules): unknown {
  return unpickleAt(bytes, 0, rules).value;
}

/** As {@link unpickle}, of one of several pickles in a file. @returns the value, and where the pickle ends */
export function unpickleAt(
  bytes: Uint8Array,
  begin: number,
  rules: PickleRules,
): { value: unknown; end: number } {
  const part = bytes.subarray(begin);
  try {
    const unpickler = new Unpickler(part, rules);
    return { value: unpickler.run(), end: begin + unpickler.end };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormatError('Its pickle is cut off.', { cause: error });
  }
}

class Unpickler {
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #memo = new Map<number, unknown>();
  #at = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly rules: PickleRules,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Where the pickle ends, once it has run. */
  get end(): number {
    return this.#at;
  }

  run(): unknown {
    for (;;) {
      const code = this.#view.getUint8(this.#at++);
      if (code === 0x2e) return this.#pop();
      this.#step(code);
    }
  }

  #step(code: number): void {
    const stack = this.#stack;
    switch (String.fromCharCode(code)) {
      case '\x80': // PROTO
        this.#at += 1;
        return;
      case '\x95': // FRAME
        this.#at += 8;
        return;
      case '}':
        stack.push(new Map());
        return;
      case ']':
      case ')':
        stack.push([]);
        return;
      case '\x8f':
        stack.push(new Set());
        return;
      case '(':
        stack.push(MARK);
        return;
      case 'N':
        stack.push(null);
        return;
      case '\x88':
        stack.push(true);
        return;
      case '\x89':
        stack.push(false);
        return;
      case 'K':
        stack.push(this.#number(1));
        return;
      case 'M':
        stack.push(this.#number(2));
        return;
      case 'J':
        stack.push(this.#view.getInt32(this.#skip(4), true));
        return;
      case '\x8a':
        stack.push(this.#long(this.#number(1)));
        return;
      case 'G':
        stack.push(this.#view.getFloat64(this.#skip(8)));
        return;
      case 'I':
        stack.push(this.#lineNumber());
        return;
      case 'U':
        stack.push(this.#latin1(this.#number(1)));
        return;
      case 'T':
        stack.push(this.#latin1(this.#number(4)));
        return;
      case 'C':
        stack.push(this.#bytes(this.#number(1)));
        return;
      case 'B':
        stack.push(this.#bytes(this.#number(4)));
        return;
      case '\x8e': // BINBYTES8
      case '\x96': // BYTEARRAY8
        stack.push(this.#bytes(Number(this.#view.getBigUint64(this.#skip(8), true))));
        return;
      case 'X':
        stack.push(this.#text(this.#number(4)));
        return;
      case '\x8c':
        stack.push(this.#text(this.#number(1)));
        return;
      case 'q':
        this.#memo.set(this.#number(1), this.#top());
        return;
      case 'r':
        this.#memo.set(this.#number(4), this.#top());
        return;
      case '\x94':
        this.#memo.set(this.#memo.size, this.#top());
        return;
      case 'h':
        stack.push(this.#memo.get(this.#number(1)));
        return;
      case 'j':
        stack.push(this.#memo.get(this.#number(4)));
        return;
      case 't':
        stack.push(this.#popToMark());
        return;
      case '\x85':
        stack.push(stack.splice(-1));
        return;
      case '\x86':
        stack.push(stack.splice(-2));
        return;
      case '\x87':
        stack.push(stack.splice(-3));
        return;
      case '0':
        this.#pop();
        return;
      case 'c':
        stack.push(new Global(`${this.#line()}.${this.#line()}`));
        return;
      case '\x93': {
        const [module, name] = stack.splice(-2);
        stack.push(new Global(`${module}.${name}`));
        return;
      }
      case 'Q':
        stack.push(this.rules.load(this.#pop()));
        return;
      case 'R': {
        const args = this.#pop();
        stack.push(this.#call(this.#pop(), args));
        return;
      }
      case 'b':
        this.#build(this.#pop());
        return;
      case 's': {
        const [key, value] = stack.splice(-2);
        this.#map().set(key, value);
        return;
      }
      case 'u': {
        const pairs = this.#popToMark();
        const map = this.#map();
        for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i], pairs[i + 1]);
        return;
      }
      case 'a': {
        const item = this.#pop();
        this.#list().push(item);
        return;
      }
      case 'e': {
        const items = this.#popToMark();
        this.#list().push(...items);
        return;
      }
      case '\x90': {
        const items = this.#popToMark();
        const set = this.#top();
        if (set instanceof Set) for (const item of items) set.add(item);
        return;
      }
      case '\x81': {
        const callee = this.#stack[this.#stack.length - 2];
        throw unknownGlobal(callee instanceof Global ? callee.name : 'an object');
      }
      default:
        throw new FormatError(
          `Its pickle has the operation 0x${code.toString(16)}, which plain data don't need.`,
        );
    }
  }

  #call(callee: unknown, args: unknown): unknown {
    if (callee instanceof Global && Array.isArray(args)) return this.rules.call(callee, args);
    throw new FormatError('Its pickle calls what is no function.');
  }

  /** Attributes of dictionaries, as `_metadata` of state dicts, are passed over. */
  #build(state: unknown): void {
    const object = this.#top();
    if (object instanceof Map && state instanceof Map) return;
    if (!this.rules.build) {
      throw new FormatError('It holds an object of a class of its own, which is not plain data.');
    }
    this.rules.build(object, state);
  }

  #top(): unknown {
    return this.#stack[this.#stack.length - 1];
  }

  #pop(): unknown {
    if (this.#stack.length === 0) throw new RangeError('The stack is empty.');
    return this.#stack.pop();
  }

  #popToMark(): unknown[] {
    const mark = this.#stack.lastIndexOf(MARK);
    if (mark < 0) throw new RangeError('There is no mark.');
    const items = this.#stack.splice(mark);
    return items.slice(1);
  }

  #map(): Map<unknown, unknown> {
    const map = this.#top();
    if (map instanceof Map) return map;
    throw new FormatError('Its pickle puts an item into what is no dictionary.');
  }

  #list(): unknown[] {
    const list = this.#top();
    if (Array.isArray(list)) return list;
    throw new FormatError('Its pickle appends to what is no list.');
  }

  #skip(bytes: number): number {
    this.#at += bytes;
    return this.#at - bytes;
  }

  #number(bytes: 1 | 2 | 4): number {
    const at = this.#skip(bytes);
    if (bytes === 1) return this.#view.getUint8(at);
    return bytes === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** An integer of any size; a bigint where a number would lose digits. */
  #long(bytes: number): number | bigint {
    let value = 0n;
    const at = this.#skip(bytes);
    for (let i = bytes - 1; i >= 0; i--)
      value = (value << 8n) | BigInt(this.#view.getUint8(at + i));
    const signed = BigInt.asIntN(Math.max(bytes, 1) * 8, value);
    const small = Number(signed);
    return Number.isSafeInteger(small) ? small : signed;
  }

  #bytes(length: number): Uint8Array {
    const at = this.#skip(length);
    if (this.#at > this.bytes.length) throw new RangeError('The bytes are cut off.');
    return this.bytes.subarray(at, at + length);
  }

  #text(length: number): string {
    return new TextDecoder().decode(this.#bytes(length));
  }

  /** A text of Python 2, which is bytes: each is a character. */
  #latin1(length: number): string {
    return Buffer.from(this.#bytes(length)).toString('latin1');
  }

  /** Protocol 2 writes truth values so within tuples of numpy. */
  #lineNumber(): number | boolean {
    const line = this.#line();
    if (line === '00' || line === '01') return line === '01';
    return Number(line);
  }

  #line(): string {
    const end = this.bytes.indexOf(0x0a, this.#at);
    if (end < 0) throw new RangeError('The line has no end.');
    const text = new TextDecoder().decode(this.bytes.subarray(this.#at, end));
    this.#at = end + 1;
    return text;
  }
}

/** What to say of a class or function that is not plain data. */
export function unknownGlobal(name: string): FormatError {
  return new FormatError(
    `It holds ${name}: reading that would mean running its Python code, which is never done. ` +
      "Save the tensors alone, in Python: torch.save(net.state_dict(), 'model.pt').",
  );
}
