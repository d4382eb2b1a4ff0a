/** Where in a person's code something was made: the line, and the module of a model that was being called. */
import { fileURLToPath } from 'node:url';

/** A model, as far as the names of its parts go. */
export interface NamedModules {
  namedModules(): readonly (readonly [path: string, module: object])[];
}

/** A call of a module, and the one that it was called from. */
interface Call {
  readonly module: NamedModules;
  readonly outer: Call | undefined;
}

let innermost: Call | undefined;

/**
 * Runs the call of a module. What it goes on with after an `await` counts as outside of it: to follow it there would
 * cost every call more than all else here.
 */
export function inCallOf<T>(module: NamedModules, call: () => T): T {
  const outer = innermost;
  if (!isResetScheduled) resetLater();
  innermost = { module, outer };
  try {
    return call();
  } finally {
    innermost = outer;
  }
}

let isResetScheduled = false;

/** Code that is interrupted from outside, as a notebook's cell, is ended without its `finally`: then calls end here. */
function resetLater(): void {
  isResetScheduled = true;
  queueMicrotask(() => {
    isResetScheduled = false;
    innermost = undefined;
  });
}

/** Deeper than the library's own frames ever are. */
const DEPTH = 80;
/** Code of the library and of the kernel, as it is built. */
const OWN = ['./', '../kernel/'].map((folder) => new URL(folder, import.meta.url).href);

/** The present place; what it is called is only found out when it is asked for. */
export class Origin {
  readonly #site = callerOf(Origin);
  readonly #call = innermost;

  /** As `cell 3:2:9` or `/home/me/train.ts:12:5`; undefined where no code of the person's own was running. */
  get line(): string | undefined {
    if (!this.#site) return undefined;
    // Whoever maps places to sources, as the kernel, does it when a stack becomes text.
    const text = String(Error.prepareStackTrace?.(new Error(), [this.#site]) ?? this.#site);
    const place = /([^\s()]+(?: \d+)?(?::\d+){2})\)?$/.exec(text)?.[1];
    return place?.startsWith('file:') ? asPath(place) : place;
  }

  /** The module that was being called, as `Net.features.0`; undefined outside of models. */
  get module(): string | undefined {
    if (!this.#call) return undefined;
    const { module } = this.#call;
    let root = this.#call;
    while (root.outer) root = root.outer;
    const path = root.module.namedModules().find(([, one]) => one === module)?.[0];
    const name = root.module.constructor.name;
    return path ? `${name}.${path}` : module.constructor.name;
  }

  /** As `in Net.fc1, at cell 3:2:9`. */
  toString(): string {
    const { line, module } = this;
    return [module && `in ${module}`, line && `at ${line}`].filter((part) => part).join(', ');
  }
}

/** A place by its path instead of its URL. */
function asPath(place: string): string {
  const [, url, position] = /^(.*?)((?::\d+){2})$/.exec(place) ?? [];
  return url === undefined ? place : fileURLToPath(url) + position;
}

/** The innermost frame of the person's own code. */
function callerOf(below: NewableFunction): NodeJS.CallSite | undefined {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  Error.prepareStackTrace = (_error, sites) => sites.find(isOfPerson);
  Error.stackTraceLimit = DEPTH;
  try {
    Error.captureStackTrace(holder, below);
    return holder.stack as NodeJS.CallSite | undefined;
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function isOfPerson(site: NodeJS.CallSite): boolean {
  const file = site.getScriptNameOrSourceURL();
  if (!file || file.startsWith('node:') || file.includes('/node_modules/@tensorflow/'))
    return false;
  return !OWN.some((folder) => file.startsWith(folder));
}
