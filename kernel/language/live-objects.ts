/**
 * What V8 knows about the live objects of the main thread, asked without side effects: a getter or
 * a call that would change something is not run.
 */
import { isTooLarge, SELF } from '../debugger/previews.js';
import { mayNameGlobals, withOwnNames, withWrittenNames, writtenName } from '../text/own-names.js';
import { isRecord, type JsonObject } from '../wire/json.js';

/** The commands of the inspector's protocol; undefined when there is no answer. */
export interface Inspector {
  post(method: string, params?: object): Promise<object | undefined>;
}

/** A value on the main thread, as V8 describes it. */
export interface RemoteValue {
  readonly type: string;
  readonly subtype: string;
  readonly className: string;
  readonly description: string;
  readonly objectId: string | undefined;
  readonly preview: readonly { readonly name: string; readonly value: string }[];
}

/** The names that can be reached on a value, nearest first. */
export interface Members {
  readonly names: readonly string[];
  /** Whether any name may be added to it at any time, as to a plain object: no class says its names. */
  readonly isOpen: boolean;
}

/**
 * Runs on the main thread: the names along the prototype chain, nearest first. Of a list with millions of elements
 * their numbers alone would take seconds, in which no cell runs. What is marked as unlisted has names only for errors
 * about them.
 */
const MEMBERS_OF = `function () {
  'use strict';
  if (this === undefined || this === null) return { names: [], isOpen: false };
  const most = 20000;
  const names = new Set();
  for (let at = Object(this); at && names.size < most; at = Object.getPrototypeOf(at)) {
    const isList = Array.isArray(at) || ArrayBuffer.isView(at) || at instanceof String;
    if (isList && at !== Array.prototype && at.length > 1000) continue;
    if (Object.getOwnPropertySymbols(at).some((one) => Symbol.keyFor(one) === 'gradbook.unlisted')) continue;
    for (const name of Object.getOwnPropertyNames(at).slice(0, most)) names.add(name);
  }
  const isOpen = this === globalThis || !this.constructor || this.constructor === Object;
  return { names: [...names], isOpen };
}`;
/** Runs on the main thread: a text that is too long to be shown is not handed over whole. */
const SHORTENED = `((value) => typeof value === 'string' && value.length > 10000
  ? value.slice(0, 10000) + '…' : value)`;

/** What is kept alive on the main thread for the questions that are answered at once. */
const GROUP = 'question';

export class LiveObjects {
  constructor(private readonly inspector: Inspector) {}

  /** The value of an expression that has no side effects; undefined if it has, or throws. */
  async evaluate(expression: string): Promise<RemoteValue | undefined> {
    const value = await this.asOfCells(expression, (one) => this.valueOf(one));
    if (value?.objectId === undefined || isTooLarge(value)) return value;
    const answer = await this.inspector.post('Runtime.callFunctionOn', {
      objectId: value.objectId,
      functionDeclaration: SELF,
      throwOnSideEffect: true,
      silent: true,
      generatePreview: true,
      objectGroup: GROUP,
    });
    return resultOf(answer) ?? value;
  }

  private async valueOf(expression: string) {
    const answer = await this.inspector.post('Runtime.evaluate', {
      expression: `${SHORTENED}((${expression}\n))`,
      throwOnSideEffect: true,
      silent: true,
      objectGroup: GROUP,
    });
    return resultOf(answer);
  }

  /** The properties that can be reached on a value: one question, since each has to wait for main. */
  members(expression: string): Promise<Members> {
    return this.asOfCells(expression, (one) => this.membersOf(one));
  }

  /** Asks of an expression; of a global's name, at the same time, whether cells have it for themselves. */
  private async asOfCells<T>(
    expression: string,
    ask: (expression: string) => Promise<T>,
  ): Promise<T> {
    if (!mayNameGlobals(expression)) return ask(expression);
    const [answer, names] = await Promise.all([ask(expression), this.lexicalNames()]);
    const own = withOwnNames(expression, names ?? []);
    return own === expression ? answer : ask(own);
  }

  /** What cells have declared, as V8 knows it; undefined where main does not say. */
  private async lexicalNames(): Promise<string[] | undefined> {
    const found = await this.inspector.post('Runtime.globalLexicalScopeNames');
    return isRecord(found) ? strings(found.names) : undefined;
  }

  private async membersOf(expression: string): Promise<Members> {
    const answer = await this.inspector.post('Runtime.evaluate', {
      expression: `(${MEMBERS_OF}).call(${expression}\n)`,
      returnByValue: true,
      throwOnSideEffect: true,
      silent: true,
    });
    const result = isRecord(answer) ? answer.result : undefined;
    const value = isRecord(result) ? result.value : undefined;
    if (!isRecord(value)) return { names: [], isOpen: false };
    return { names: strings(value.names), isOpen: value.isOpen === true };
  }

  /** The names that a cell may use without declaring them: declared ones first, then globals; none where it is not known. */
  async globalNames(): Promise<string[]> {
    const [lexical, globals] = await Promise.all([this.lexicalNames(), this.members('globalThis')]);
    if (!lexical || globals.names.length === 0) return [];
    return [...new Set([...lexical.map(writtenName), ...globals.names])];
  }

  /** Frees what earlier questions keep alive on the main thread. */
  release(): void {
    void this.inspector.post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
}

/** The value of an answer; undefined where the code has thrown. */
function resultOf(answer: object | undefined): RemoteValue | undefined {
  if (!isRecord(answer) || 'exceptionDetails' in answer) return undefined;
  return isRecord(answer.result) ? remoteValue(answer.result) : undefined;
}

function remoteValue(result: JsonObject): RemoteValue {
  const text = (name: string) => {
    const value = result[name];
    return typeof value === 'string' ? value : '';
  };
  const preview = isRecord(result.preview) ? result.preview.properties : undefined;
  return {
    type: text('type'),
    subtype: text('subtype'),
    className: text('className'),
    description:
      withWrittenNames(text('description')) ||
      String('value' in result ? result.value : text('type')),
    objectId: text('objectId') || undefined,
    preview: (Array.isArray(preview) ? preview : [])
      .filter(isRecord)
      .map(({ name, value, type }) => ({
        name: String(name),
        // Of these V8 gives no value.
        value: type === 'function' || type === 'accessor' ? type : String(value),
      })),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
