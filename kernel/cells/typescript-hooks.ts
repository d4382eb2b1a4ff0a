/**
 * Node's module hooks for files that Node does not load by itself: TypeScript (`./lib.ts`, or
 * `./lib.js` where only `lib.ts` is there), WebAssembly, JSON without an attribute, what a
 * tsconfig's `paths` lead to; and for files that changed since. Node runs them on a thread of its
 * own.
 *
 * https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 */
import { readFile } from 'node:fs/promises';
import { createRequire, type InitializeHook, type LoadHook, type ResolveHook } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { ChangedFiles, plain } from './changed-files.js';
import { positionAt } from './position.js';
import { isFileSpecifier, nodeSpecifier } from './specifiers.js';
import { toJavaScript } from './to-javascript.js';
import { pathCandidates } from './tsconfig.js';
import { wasmModule } from './wasm-module.js';

/** What the thread of the cells hands over. */
export interface HooksStart {
  /** The pretended file of the notebook: what it imports is looked at anew. */
  readonly notebook: string;
  /** Takes the files that changed, and gives notices. */
  readonly port: MessagePort;
}

/** What the thread of the cells has to say. */
export interface Notice {
  /** The CommonJS files that Node has forgotten. */
  readonly forgotten?: readonly string[];
  /** What the notebook has imported. */
  readonly loaded?: string;
  /** What failed again as the notebook imported it. */
  readonly failed?: string;
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

const changedFiles = new ChangedFiles();
/** Where the specifiers of the notebook's imports have led. */
const imported = new Map<string, string>();
let start: HooksStart | undefined;

export const initialize: InitializeHook<HooksStart> = (data) => {
  start = data;
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL } = context;
  const found = await resolveFile(nodeSpecifier(specifier), parentURL, (one) => next(one, context));
  const isNotebook = start !== undefined && parentURL === start.notebook;
  if (start && isNotebook) {
    for (const notice of notices(start.port)) take(notice);
    imported.set(specifier, found.url);
    const changed = changedFiles.renew(found.url);
    if (changed.length > 0) start.port.postMessage(changed.map((url) => fileURLToPath(url)));
  }
  const importer = isNotebook ? undefined : parentURL;
  return { ...found, url: changedFiles.urlOf(found.url, importer) };
};

function notices(port: MessagePort): Notice[] {
  const all: Notice[] = [];
  for (;;) {
    const received: { message: Notice } | undefined = receiveMessageOnPort(port);
    if (!received) return all;
    all.push(received.message);
  }
}

function take({ forgotten = [], loaded = '', failed = '' }: Notice): void {
  for (const file of forgotten) changedFiles.expire(pathToFileURL(file).href);
  changedFiles.keep(imported.get(loaded));
  changedFiles.expireFailed(imported.get(failed));
}

type Resolved = Awaited<ReturnType<ResolveHook>>;

async function resolveFile(
  specifier: string,
  parent: string | undefined,
  next: (specifier: string) => Resolved | Promise<Resolved>,
): Promise<Resolved> {
  try {
    return await next(specifier);
  } catch (error) {
    for (const candidate of candidates(specifier, parent)) {
      try {
        return await next(candidate);
      } catch {
        // The first error says best what was asked for.
      }
    }
    throw error;
  }
}

/** What else a specifier may mean that Node does not find. */
function candidates(specifier: string, parent: string | undefined): string[] {
  if (isFileSpecifier(specifier)) return spellings(specifier);
  if (!parent?.startsWith('file:')) return [];
  const file = fileURLToPath(parent);
  const mapped = pathCandidates(specifier, path.dirname(file))
    .map((found) => pathToFileURL(found).href)
    .flatMap((url) => [url, ...spellings(url)]);
  return TYPESCRIPT.test(file) ? [...mapped, ...inPackage(specifier, file)] : mapped;
}

/** A package's file without its `.js`, or a folder of it, as TypeScript lets it be imported: `dayjs/plugin/utc`. */
function inPackage(specifier: string, importer: string): string[] {
  try {
    return [pathToFileURL(createRequire(importer).resolve(specifier)).href];
  } catch {
    return [];
  }
}

/** A file by the name that TypeScript lets it be imported by. */
function spellings(specifier: string): string[] {
  const written = specifier.replace(/\.([cm]?)js$/, '.$1ts');
  return written === specifier
    ? ['.ts', '.tsx', '.js', '/index.ts', '/index.tsx', '/index.js'].map((end) => specifier + end)
    : [written, specifier.replace(/\.js$/, '.tsx')];
}

export const load: LoadHook = async (url, context, next) => {
  const place = plain(url);
  if (!place.startsWith('file:')) return next(url, context);
  const file = fileURLToPath(place);
  if (TYPESCRIPT.test(place)) return loadTypeScript(file, place);
  if (place.endsWith('.wasm')) {
    return { format: 'module', source: await loadWasm(file), shortCircuit: true };
  }
  if (place.endsWith('.json') && context.importAttributes.type === undefined) {
    const source = `export default ${JSON.stringify(parseJson(await readFile(file, 'utf8'), place))};`;
    return { format: 'module', source, shortCircuit: true };
  }
  return next(url, context);
};

async function loadTypeScript(file: string, url: string): Promise<Awaited<ReturnType<LoadHook>>> {
  const text = await readFile(file, 'utf8');
  const javascript = toJavaScript({
    text,
    lang: url.endsWith('x') ? 'tsx' : 'ts',
    folder: path.dirname(file),
    keepsImports: false,
  });
  if (javascript.status === 'invalid') {
    const { message, offset } = javascript.problem;
    throw fileError(url, text, message, offset);
  }
  const map = { ...javascript.map, sources: [url] };
  const inline = Buffer.from(JSON.stringify(map)).toString('base64');
  const source = `${javascript.code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  // TypeScript lets a `.cts` file be written with `export` too; Node knows CommonJS by `module`.
  const isCommonJs = url.endsWith('.cts') && !javascript.parsed.module.hasModuleSyntax;
  return { format: isCommonJs ? 'commonjs' : 'module', source, shortCircuit: true };
}

async function loadWasm(file: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    return wasmModule(bytes);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    error.message = `${file}: ${error.message}`;
    error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
}

function parseJson(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const [, at] = /at position (\d+)/.exec(message) ?? [];
    throw fileError(url, text, message, at === undefined ? undefined : Number(at));
  }
}

/**
 * What is wrong with a file, at a place in its text. Only the message and the stack get to the
 * thread of the cells.
 */
function fileError(url: string, text: string, message: string, at = 0): SyntaxError {
  const error = new SyntaxError(message);
  const { line, column } = positionAt(text, at);
  const excerpt = `${text.split('\n')[line - 1]}\n${' '.repeat(column - 1)}^`;
  error.stack = `${url}:${line}\n${excerpt}\n\nSyntaxError: ${message}\n    at ${url}:${line}:${column}`;
  return error;
}
