/**
 * An object whose properties are the same here and in the front end, as ipywidgets' `Widget`. In a
 * plain program, where there is no front end, it is an object like any other.
 */
import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import type { CommMessage, MimeBundle, NotebookComm } from '../current-notebook.js';
import { classState, type Definition } from './definition.js';
import { WidgetError } from './errors.js';
import { addLive, liveWidget, removeLive, widgetComms } from './live-widgets.js';
import { type Observer, Observers } from './observers.js';
import { isObject, isSame, joinState, MODEL_ID, splitState, type WireState } from './wire-state.js';

const TARGET = 'jupyter.widget';
const PROTOCOL_VERSION = '2.1.0';
const VIEW_MIME = 'application/vnd.jupyter.widget-view+json';

/** What the front end says beside changes of properties: in `model.send` or `view.send`. */
export type MessageListener = (content: unknown, buffers: readonly Uint8Array[]) => unknown;

/** An object whose properties the front end shares. ipywidgets: `Widget`. */
export class Widget<S extends object = object> {
  /** Names the widget in messages. */
  readonly modelId: string = randomUUID();
  readonly #definition: Definition<S>;
  /** The names of the properties. */
  readonly #names: readonly string[];
  readonly #observers = new Observers();
  readonly #listeners = new Set<MessageListener>();
  #comm: NotebookComm | undefined;
  #state: S;

  constructor(definition: Definition<S>, given: object) {
    this.#definition = definition;
    const { state, parts } = definition;
    // The properties' names and types are checked by `define`; here they are only looked up.
    const first = { ...(fresh(state) as object), ...parts } as S;
    this.#names = Object.keys(first);
    const accepted = this.#accepted(given);
    for (const [name, make] of Object.entries(parts)) {
      if (!(name in accepted)) Object.assign(accepted, { [name]: make(undefined as never) });
    }
    const whole = { ...first, ...accepted };
    this.#state = { ...whole, ...this.#corrections(whole, accepted) };
    this.#open();
  }

  /** @internal */
  get [MODEL_ID](): string {
    return this.modelId;
  }

  /** Whether the front end can still see it. */
  get isOpen(): boolean {
    return this.#comm !== undefined;
  }

  /** The value of a property. */
  get<K extends keyof S>(name: K): S[K] {
    return this.#state[name];
  }

  /**
   * Changes properties, in one message.
   * @throws WidgetError when a property can't be that; nothing is changed then.
   */
  set(given: Partial<S>): void {
    this.#change(this.#accepted(given), false);
  }

  /**
   * Calls back with each change, wherever it came from: of the properties named, or of all.
   *
   * @example slider.observe(({ new: value }) => console.log(value), 'value');
   */
  observe<K extends keyof S & string>(observer: Observer<S, K>, names?: K | readonly K[]): void {
    this.#observers.add(observer, asList(names));
  }

  /** Ends an `observe` with the same arguments. */
  unobserve<K extends keyof S & string>(observer: Observer<S, K>, names?: K | readonly K[]): void {
    this.#observers.remove(observer, asList(names));
  }

  /** Says something to the front end's `msg:custom`. */
  send(content: unknown, buffers: readonly ArrayBufferView[] = []): void {
    this.#comm?.send({ method: 'custom', content }, { buffers });
  }

  /** Calls back with what the front end sends beside changes; gives what ends it. */
  onMsg(listener: MessageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends properties as they are: for values that were changed in place. All without names. */
  sendState(...names: (keyof S & string)[]): void {
    this.#sendUpdate('update', this.#wireState(names.length > 0 ? names : this.#names));
  }

  /** Takes the widget away, with its views. */
  close(): void {
    this.#comm?.close();
    this.#closed();
  }

  /** The whole state, as the front end makes a widget from it. */
  wireState(): WireState {
    return { ...classState(this.#definition.frontEnd), ...this.#wireState(this.#names) };
  }

  /** How the notebook shows it. */
  [Symbol.for('Jupyter.display')](): MimeBundle {
    const text = { 'text/plain': inspect(this) };
    if (!this.#comm) return text;
    const view = { version_major: 2, version_minor: 0, model_id: this.modelId };
    return { [VIEW_MIME]: view, ...text };
  }

  /** @internal */
  [inspect.custom](): string {
    const own = Object.entries(this.#definition.state)
      .map(([name, first]) => ({ name, first, value: Reflect.get(this.#state, name) }))
      .filter(({ first, value }) => !isSame(first, value));
    const fields = own.map(({ name, value }) => `${name}: ${inspect(value, { depth: 0 })}`);
    const { name } = this.constructor;
    return fields.length > 0 ? `${name} { ${fields.join(', ')} }` : `${name} {}`;
  }

  #open(): void {
    const comms = widgetComms();
    if (!comms) return;
    const { buffers, ...data } = splitState(this.wireState());
    const metadata = { version: PROTOCOL_VERSION };
    this.#comm = comms.open(TARGET, { id: this.modelId, data, metadata, buffers });
    this.#comm.onMessage = (message) => this.#receive(message);
    this.#comm.onClose = () => this.#closed();
    addLive(this.modelId, this);
  }

  #closed(): void {
    this.#comm = undefined;
    removeLive(this.modelId);
  }

  /** What was given, as the properties take it. */
  #accepted(given: object): Partial<S> {
    const { parts } = this.#definition;
    const accepted: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(given)) {
      if (value === undefined) continue;
      if (!this.#names.includes(key)) {
        const expected = `one of ${this.#names.join(', ')}`;
        throw new WidgetError(this.constructor.name, 'a property', expected, key);
      }
      const make = parts[key];
      accepted[key] = make ? make(value as never) : this.#ofItsType(key, value);
    }
    return accepted as Partial<S>;
  }

  #ofItsType(name: string, value: unknown): unknown {
    const type = typeof Reflect.get(this.#definition.state, name);
    const isPrimitive = type === 'number' || type === 'boolean' || type === 'string';
    if (isPrimitive && (typeof value !== type || Number.isNaN(value))) {
      throw new WidgetError(this.constructor.name, name, `a ${type}`, value);
    }
    return value;
  }

  #corrections(next: S, given: Partial<S>): Partial<S> {
    const names = new Set(this.#names.filter((name) => name in given));
    return this.#definition.rule?.(next, names) ?? {};
  }

  /**
   * Takes changes over, tells the front end and the observers.
   * @param isKnown whether the front end knows what is given, since it came from there
   * @returns what the observers gave
   */
  #change(given: Partial<S>, isKnown: boolean): unknown[] {
    const before = this.#state;
    const next = { ...before, ...given };
    const after = { ...next, ...this.#corrections(next, given) };
    this.#state = after;
    const differs = (from: object) => (name: string) =>
      !isSame(Reflect.get(from, name), Reflect.get(after, name));
    const changed = this.#names.filter(differs(before));
    const news = isKnown ? this.#names.filter(differs({ ...before, ...given })) : changed;
    this.#sendUpdate('update', this.#wireState(news));
    return changed.flatMap((name) => {
      const [old, now] = [before, after].map((state) => Reflect.get(state, name));
      return this.#observers.tell(name, { name, old, new: now, owner: this });
    });
  }

  #wireState(names: readonly string[]): WireState {
    const { wireName } = this.#definition;
    const entries = names.flatMap((name) => {
      const wire = wireName(name);
      return wire === null ? [] : [[wire, Reflect.get(this.#state, name)]];
    });
    return Object.fromEntries(entries);
  }

  #sendUpdate(method: 'update' | 'echo_update', whole: WireState): void {
    if (!this.#comm || Object.keys(whole).length === 0) return;
    const { state, buffer_paths, buffers } = splitState(whole);
    this.#comm.send({ method, state, buffer_paths }, { buffers });
  }

  #receive({ data, buffers }: CommMessage): unknown {
    if (data.method === 'request_state') return this.sendState();
    if (data.method === 'custom') {
      return all([...this.#listeners].map((listener) => listener(data.content, buffers)));
    }
    if (data.method !== 'update' || !isObject(data.state)) return undefined;
    const whole = joinState(data.state, data.buffer_paths, buffers, liveWidget);
    const { wireName } = this.#definition;
    const given: Record<string, unknown> = {};
    const seen: WireState = {};
    for (const name of this.#names) {
      const wire = wireName(name);
      if (wire === null || !(wire in whole)) continue;
      seen[wire] = whole[wire];
      given[name] = asBefore(whole[wire], Reflect.get(this.#state, name));
    }
    // Other pages that show the widget learn it from here; the one that sent it waits for this.
    this.#sendUpdate('echo_update', seen);
    return all(this.#change(this.#accepted(given), true));
  }
}

/** Settled when all are: a message's request is busy until then. */
function all(results: readonly unknown[]): unknown {
  const pending = results.filter((result) => result instanceof Promise);
  return pending.length > 0 ? Promise.all(pending) : undefined;
}

/** Bytes as the kind of array that the property had. */
function asBefore(value: unknown, before: unknown): unknown {
  if (!(value instanceof Uint8Array) || !ArrayBuffer.isView(before)) return value;
  const whole = value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength);
  return Reflect.construct(before.constructor, [whole]);
}

function asList<K extends PropertyKey>(names: K | readonly K[] | undefined) {
  return names === undefined || !Array.isArray(names) ? [names as K | undefined] : (names as K[]);
}

/** Lists, objects and bytes that are each widget's own. */
function fresh(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fresh);
  if (ArrayBuffer.isView(value)) return structuredClone(value);
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fresh(one)]));
}
