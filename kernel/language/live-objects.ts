/**
 * What V8 knows about the live objects of the main thread, asked without side effects: a getter or
 * a call that would change something is not run.
 */
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

/** Runs on the main thread: the names along the prototype chain, nearest first. */
const MEMBERS_OF = `function () {
  const names = new Set();
  for (let at = Object(this); at; at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
    if (names.size > 20000) break;
  }
  const isOpen = this === globalThis || !this.constructor || this.constructor === Object;
  return { names: [...names], isOpen };
}`;

/** What is kept alive on the main thread for the questions that are answered at once. */
const GROUP = 'question';

export class LiveObjects {
  private questions = 0;

  constructor(private readonly inspector: Inspector) {}

  /** The value of an expression that has no side effects; undefined if it has, or throws. */
  async evaluate(expression: string, objectGroup = GROUP): Promise<RemoteValue | undefined> {
    const answer = await this.inspector.post('Runtime.evaluate', {
      expression: `(${expression}\n)`,
      throwOnSideEffect: true,
      silent: true,
      generatePreview: true,
      objectGroup,
    });
    if (!isRecord(answer) || 'exceptionDetails' in answer || !isRecord(answer.result)) {
      return undefined;
    }
    return remoteValue(answer.result);
  }

  /** The properties that can be reached on a value. */
  async members(expression: string): Promise<Members> {
    this.questions += 1;
    // A group of its own: another question's end must not take the value away from this one.
    const group = `${GROUP} ${this.questions}`;
    const value = await this.evaluate(`Object(${expression})`, group);
    const members =
      value?.objectId === undefined ? undefined : await this.membersOf(value.objectId);
    if (value) this.release(group);
    return members ?? { names: [], isOpen: false };
  }

  /** The names that a cell may use without declaring them: declared ones first, then globals; none where it is not known. */
  async globalNames(): Promise<string[]> {
    const [lexical, globals] = await Promise.all([
      this.inspector.post('Runtime.globalLexicalScopeNames'),
      this.members('globalThis'),
    ]);
    if (!isRecord(lexical) || globals.names.length === 0) return [];
    return [...new Set([...strings(lexical.names), ...globals.names])];
  }

  /** Frees what earlier questions keep alive on the main thread. */
  release(objectGroup = GROUP): void {
    void this.inspector.post('Runtime.releaseObjectGroup', { objectGroup });
  }

  private async membersOf(objectId: string): Promise<Members | undefined> {
    const answer = await this.inspector.post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: MEMBERS_OF,
      returnByValue: true,
      throwOnSideEffect: true,
      silent: true,
    });
    const result = isRecord(answer) ? answer.result : undefined;
    const value = isRecord(result) ? result.value : undefined;
    if (!isRecord(value)) return undefined;
    return { names: strings(value.names), isOpen: value.isOpen === true };
  }
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
    description: text('description') || String(result.value ?? text('type')),
    objectId: text('objectId') || undefined,
    preview: (Array.isArray(preview) ? preview : []).filter(isRecord).map(({ name, value }) => ({
      name: String(name),
      value: String(value),
    })),
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
