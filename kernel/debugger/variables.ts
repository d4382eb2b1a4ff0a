/**
 * Variables as a front end shows them: names with values, and references by which it asks for what
 * is in them. No getter runs before it is opened.
 */
import { type Holder, PAGE, type Properties, type Property } from './properties.js';
import { Refusal } from './protocol.js';
import { lengthOfRemote, textOfRemote, typeOfRemote } from './remote-value.js';

/** The protocol's `Variable`. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
  readonly evaluateName?: string;
  readonly variablesReference: number;
  readonly indexedVariables?: number;
  readonly presentationHint?: { readonly lazy: true };
}

/** Values that live as long as each other, by V8's object group. */
export const PAUSED = 'backtrace';

interface Kept {
  readonly holder: Holder;
  readonly group: string;
  /** An expression that gives the holder. */
  readonly path: string | undefined;
}

export class Variables {
  private readonly kept = new Map<number, Kept>();
  private made = 0;

  constructor(
    readonly properties: Properties,
    /** Whether types of primitive values are said. */
    private readonly saysTypes: () => boolean,
  ) {}

  keep(holder: Holder, group: string, path?: string): number {
    this.made += 1;
    this.kept.set(this.made, { holder, group, path });
    return this.made;
  }

  /** Forgets what a group has kept. */
  forget(group: string): void {
    for (const [reference, kept] of this.kept) {
      if (kept.group === group) this.kept.delete(reference);
    }
  }

  /** @throws Refusal for a reference that is not there any more */
  holderOf(reference: number): Holder {
    return this.find(reference).holder;
  }

  async children(reference: number, start = 0, count = Number.POSITIVE_INFINITY) {
    const { holder, group, path } = this.find(reference);
    const properties = await this.properties.of(holder, group, { start, count });
    return properties.map((property) => this.variable(property, group, path));
  }

  variable(property: Property, group: string, path?: string): Variable {
    const { name, value, holder } = property;
    const evaluateName = pathOf(path, name, holder?.kind);
    if (!value) {
      const variablesReference = holder ? this.keep(holder, group, path) : 0;
      const isLazy = holder?.kind === 'getter' && { presentationHint: { lazy: true } as const };
      return { name, value: property.text ?? '(...)', variablesReference, ...isLazy };
    }
    const isObject = value.objectId !== undefined && value.type !== 'symbol';
    const length = lengthOfRemote(value);
    return {
      name,
      value: textOfRemote(value),
      ...(isObject || this.saysTypes() ? { type: typeOfRemote(value) } : {}),
      ...(evaluateName === undefined ? {} : { evaluateName }),
      variablesReference: isObject ? this.keep({ kind: 'object', value }, group, evaluateName) : 0,
      ...(length !== undefined && length > PAGE ? { indexedVariables: length } : {}),
    };
  }

  private find(reference: number): Kept {
    const kept = this.kept.get(reference);
    if (!kept) throw new Refusal('These variables are of an earlier time; ask for them anew.');
    return kept;
  }
}

export function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name);
}

/** An expression for what is in a holder; undefined where there is none. */
function pathOf(holder: string | undefined, name: string, kind: string | undefined) {
  if (kind === 'range' || /^(\[\[|Symbol\()/.test(name)) return undefined;
  const isName = isIdentifier(name);
  if (holder === undefined) return isName ? name : undefined;
  if (isName || name.startsWith('#')) return `${holder}.${name}`;
  return `${holder}[${/^\d+$/.test(name) ? name : JSON.stringify(name)}]`;
}
