/** What is in an object, a list or a scope of the main thread, asked of V8. */
import type { Runtime } from 'node:inspector';
import type { Inspector } from './inspector.js';
import { isTooLarge, previewed, propertiesWithPreviews } from './previews.js';
import { Refusal } from './protocol.js';
import { isOfNode, lengthOfRemote, messageOfThrown, textOfRemote } from './remote-value.js';

/** Something that has variables in it. */
export type Holder =
  | { readonly kind: 'object'; readonly value: Runtime.RemoteObject }
  /** Elements of a long list, up to `end`. */
  | { readonly kind: 'range'; readonly list: Runtime.RemoteObject; start: number; end: number }
  | { readonly kind: 'getter'; readonly object: string; readonly name: string }
  /** Scopes of a frame, the innermost first, and what stands beside them. */
  | {
      readonly kind: 'scopes';
      readonly objects: readonly string[];
      readonly beside: readonly (readonly [name: string, value: Runtime.RemoteObject])[];
      readonly hasGlobals: boolean;
      /** V8's name of the frame. */
      readonly frame: string | undefined;
    };

/** A variable before it is described: with a value, or with something that can be opened. */
export interface Property {
  readonly name: string;
  readonly value?: Runtime.RemoteObject;
  readonly holder?: Holder;
  readonly text?: string;
}

interface Page {
  readonly start: number;
  readonly count: number;
}

/** How many elements of a list are shown at once. */
export const PAGE = 100;

const ENTRIES = `function () {
  if (this instanceof Map) return [...Map.prototype.entries.call(this)];
  return [...Set.prototype.values.call(this)];
}`;
const SLICE = `function (start, end) {
  const part = Object.create(null);
  for (let i = start; i < end; i++) if (i in this) part[i] = this[i];
  return part;
}`;
const READ = 'function (name) { return this[name]; }';
/** What of V8's own properties tells a person something. */
const INTERNAL = /^\[\[(PromiseState|PromiseResult|PrimitiveValue|Target|Handler|Prototype)\]\]$/;

interface PropertiesOptions {
  /** The variables of cells. */
  globals(group: string): Promise<Property[]>;
  isPaused(): boolean;
}

export class Properties {
  constructor(
    readonly inspector: Inspector,
    private readonly options: PropertiesOptions,
  ) {}

  /** What is in a holder: of a long list, the elements of a page. */
  async of(holder: Holder, group: string, page: Page): Promise<Property[]> {
    switch (holder.kind) {
      case 'object':
        return this.ofObject(holder.value, group, page);
      case 'range':
        return this.elements(holder.list, group, holder.start, holder.end);
      case 'getter':
        return [await this.valueOfGetter(holder.object, holder.name, group)];
      case 'scopes': {
        const scopes = await Promise.all(holder.objects.map((id) => this.own(id)));
        const beside = await Promise.all(
          holder.beside.map(async ([name, value]) => ({
            name,
            value: await previewed(this.inspector, value),
          })),
        );
        const globals = holder.hasGlobals ? await this.options.globals(group) : [];
        return firstOfEachName([...scopes.flat(), ...beside, ...globals]);
      }
      default:
        return holder satisfies never;
    }
  }

  private async ofObject(
    value: Runtime.RemoteObject,
    group: string,
    { start, count }: Page,
  ): Promise<Property[]> {
    const length = lengthOfRemote(value) ?? 0;
    if (start > 0 || count < length) {
      return this.elements(value, group, start, Math.min(length, start + count));
    }
    if (length > PAGE) return this.elements(value, group, 0, length);
    const { objectId = '', subtype } = value;
    if (subtype !== 'map' && subtype !== 'set') return this.own(objectId);
    const found = await this.entriesOf(value, subtype, group);
    // V8 gives what else it has together with all of its entries once more.
    return isTooLarge(value) ? found : [...found, ...(await this.own(objectId))];
  }

  /** Elements of a list; in groups, where there are many. */
  private async elements(
    list: Runtime.RemoteObject,
    group: string,
    start: number,
    end: number,
  ): Promise<Property[]> {
    if (end - start <= PAGE) {
      const part = await this.call(list.objectId ?? '', SLICE, group, [
        { value: start },
        { value: end },
      ]);
      return this.own(part.objectId ?? '');
    }
    const size = PAGE ** Math.max(1, Math.ceil(Math.log(end - start) / Math.log(PAGE)) - 1);
    const groups: Property[] = [];
    for (let at = start; at < end; at += size) {
      const last = Math.min(end, at + size);
      const holder = { kind: 'range', list, start: at, end: last } as const;
      groups.push({ name: `[${at}…${last - 1}]`, text: '', holder });
    }
    return groups;
  }

  /** What a map or a set has in it, in its order. Of a map with many entries, each is a pair in a group. */
  async entriesOf(
    collection: Runtime.RemoteObject,
    subtype: 'map' | 'set',
    group: string,
  ): Promise<Property[]> {
    const list = await this.call(collection.objectId ?? '', ENTRIES, group);
    const length = lengthOfRemote(list) ?? 0;
    if (length > PAGE) return this.elements(list, group, 0, length);
    const entries = (await this.own(list.objectId ?? '')).filter(({ name }) => /^\d+$/.test(name));
    if (subtype === 'set') return entries;
    return Promise.all(
      entries.map(async ({ name, value }) => {
        const [key, held] = await this.own(value?.objectId ?? '');
        return {
          name: key?.value ? textOfRemote(key.value) : name,
          ...(held?.value && { value: held.value }),
        };
      }),
    );
  }

  private async valueOfGetter(object: string, name: string, group: string): Promise<Property> {
    const value = await this.call(object, READ, group, [{ value: name }]);
    return { name, value: await previewed(this.inspector, value) };
  }

  private async own(objectId: string): Promise<Property[]> {
    if (objectId === '') return [];
    const found = await propertiesWithPreviews(this.inspector, objectId);
    const listed = found.result.filter(({ name }) => !isOfNode(name));
    const own = listed.map(({ name, value, get }): Property => {
      if (value) return { name, value };
      if (get?.objectId === undefined) return { name, text: 'undefined' };
      return { name, holder: { kind: 'getter', object: objectId, name } };
    });
    const hidden = [...(found.privateProperties ?? []), ...(found.internalProperties ?? [])];
    const shown = hidden.filter(({ name }) => name.startsWith('#') || INTERNAL.test(name));
    return [...own, ...shown.flatMap(({ name, value }) => (value ? { name, value } : []))];
  }

  /**
   * Calls a function on an object of the main thread.
   * @throws Refusal with what it has thrown
   */
  async call(
    objectId: string,
    functionDeclaration: string,
    objectGroup: string,
    values: Runtime.CallArgument[] = [],
  ): Promise<Runtime.RemoteObject> {
    const answer = await this.inspector.command('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration,
      arguments: values,
      objectGroup,
      silent: true,
      // A breakpoint in here could never be left, unless the code is paused already.
      throwOnSideEffect: !this.options.isPaused(),
    });
    const { exceptionDetails } = answer;
    if (exceptionDetails) throw new Refusal(messageOfThrown(exceptionDetails));
    return answer.result;
  }
}

function firstOfEachName(properties: readonly Property[]): Property[] {
  const seen = new Set<string>();
  return properties.filter(({ name }) => !seen.has(name) && seen.add(name));
}
