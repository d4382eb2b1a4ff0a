/**
 * Node's module hooks for files that Node does not load by itself: TypeScript (`./lib.ts`, or
 * `./lib.js` where only `lib.ts` is there), WebAssembly, JSON without an attribute, what a
 * tsconfig's `paths` lead to; and for files that changed since. Node runs them on a thread of its
 * own.
 *
 * https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 */
import { readFile } from 'node:fs/promises';
import type { InitializeHook, LoadHook, ResolveHook } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { parseSync } from 'oxc-parser';
import { transformSync } from 'oxc-transform';
import { ChangedFiles } from './changed-files.js';
import { isFileSpecifier } from './specifiers.js';
import { jsxOptions, pathCandidates } from './tsconfig.js';
import { wasmModule } from './wasm-module.js';

/** What the thread of the cells hands over. */
export interface HooksStart {
  /** The pretended file of the notebook: what it imports is looked at anew. */
  readonly notebook: string;
  /** Takes the files that changed. */
  readonly port: MessagePort;
}

const TYPESCRIPT = /\.[cm]?tsx?$/;

const changedFiles = new ChangedFiles();
let start: HooksStart | undefined;

export const initialize: InitializeHook<HooksStart> = (data) => {
  start = data;
};

export const resolve: ResolveHook = async (specifier, context, next) => {
  const { parentURL } = context;
  const found = await resolveFile(specifier, parentURL, (one) => next(one, context));
  const isNotebook = start !== undefined && parentURL === start.notebook;
  if (start && isNotebook) {
    const changed = changedFiles.renew(found.url);
    if (changed.length > 0) start.port.postMessage(changed.map((url) => fileURLToPath(url)));
  }
  const importer = isNotebook ? undefined : parentURL;
  return { ...found, url: changedFiles.urlOf(found.url, importer) };
};

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
  const folder = path.dirname(fileURLToPath(parent));
  return pathCandidates(specifier, folder)
    .map((file) => pathToFileURL(file).href)
    .flatMap((url) => [url, ...spellings(url)]);
}

/** A file by the name that TypeScript lets it be imported by. */
function spellings(specifier: string): string[] {
  const written = specifier.replace(/\.([cm]?)js$/, '.$1ts');
  return written === specifier
    ? [`${specifier}.ts`, `${specifier}.tsx`, `${specifier}/index.ts`]
    : [written, specifier.replace(/\.js$/, '.tsx')];
}

export const load: LoadHook = async (url, context, next) => {
  const [plain = url] = url.split('?');
  if (!plain.startsWith('file:')) return next(url, context);
  const file = fileURLToPath(plain);
  if (TYPESCRIPT.test(plain)) return loadTypeScript(file, plain);
  if (plain.endsWith('.wasm')) {
    return { format: 'module', source: wasmModule(await readFile(file)), shortCircuit: true };
  }
  if (plain.endsWith('.json') && context.importAttributes.type === undefined) {
    const source = `export default ${JSON.stringify(parseJson(await readFile(file, 'utf8'), file))};`;
    return { format: 'module', source, shortCircuit: true };
  }
  return next(url, context);
};

async function loadTypeScript(file: string, url: string): Promise<Awaited<ReturnType<LoadHook>>> {
  const text = await readFile(file, 'utf8');
  const { code, map, errors } = transformSync(file, text, {
    sourcemap: true,
    target: 'es2023',
    decorator: { legacy: true },
    jsx: jsxOptions(text, path.dirname(file)),
  });
  const [error] = errors;
  if (error) throw new SyntaxError(`${error.message}\n${error.codeframe ?? file}`);
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [url] })).toString('base64');
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  // TypeScript lets a `.cts` file be written with `export` too; Node knows CommonJS by `module`.
  const isCommonJs = url.endsWith('.cts') && !parseSync(file, code).module.hasModuleSyntax;
  return { format: isCommonJs ? 'commonjs' : 'module', source, shortCircuit: true };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SyntaxError(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}
