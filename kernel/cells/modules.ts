/**
 * Imports of a cell: resolved from the notebook's folder by Node's own ES module loader, then from
 * Gradbook itself, so that `import ... from 'gradbook'` works in any folder.
 *
 * A script that is compiled for the main context's default loader resolves `import()` from the
 * file name that it was given; the file need not exist.
 */
import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin, register } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { types } from 'node:util';
import vm from 'node:vm';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { nearest } from '../magics/nearest.js';
import { builtFile } from '../package-root.js';
import { ChangedCommonJs } from './changed-commonjs.js';
import { type WholeModule, withAllNames } from './commonjs-names.js';
import type { NameUse } from './name-uses.js';
import { requireFor } from './require.js';
import { isFileSpecifier, isWebAddress, jsrName, nodeSpecifier } from './specifiers.js';
import { placeOf } from './stack.js';
import { pathCandidates } from './tsconfig.js';
import type { HooksStart, Notice } from './typescript-hooks.js';

/** The second argument of `import()`. */
interface ImportOptions {
  readonly with?: Readonly<Record<string, string>>;
}

type Import = (specifier: string, options?: ImportOptions) => Promise<object>;

/** The file that cells pretend to be, in the notebook's folder. */
const NOTEBOOK_FILE = '[notebook].ts';
/** From here Gradbook's own packages are found, itself among them. */
const OWN_FILE = fileURLToPath(builtFile('main.js'));

/** The package in the addresses of the services that give packages of npm to browsers. */
const PACKAGE_OF_ADDRESS =
  /^https?:\/\/(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net\/npm)\/((?:@[^/]+\/)?[^/@?#]+)/;

export class Modules {
  /** The pretended path of the notebook: `__filename` of a cell. */
  readonly file: string;
  readonly require: NodeJS.Require;
  private readonly importHere: Import;
  private readonly importOwn: Import;
  /** Where the hooks tell of files that changed, and are told of those that Node forgot; there since the hooks are. */
  private changes: MessagePort | undefined;
  private readonly commonJs: ChangedCommonJs;

  /**
   * `builtIn` are modules that the kernel brings, for where the folder has none of that name;
   * `complain` shows what is not quite right.
   */
  constructor(
    folder: string,
    private readonly builtIn: Readonly<Record<string, object>>,
    private readonly complain: (text: string) => void,
  ) {
    this.file = path.join(folder, NOTEBOOK_FILE);
    this.require = requireFor(this.file, builtIn);
    this.commonJs = new ChangedCommonJs(this.require.cache);
    silenceLoaderWarning();
    this.importHere = importerFor(this.file);
    this.importOwn = importerFor(OWN_FILE);
  }

  /**
   * Imports a module. `names` are the exports that a static import binds.
   *
   * A name that the module does not have may be a type. So it is an error only where the cell needs
   * a value; where nothing in the cell uses it, it is said; and else it is bound to undefined.
   * @throws SyntaxError as Node has it, for a value that is not exported
   */
  async import(
    specifier: string,
    options: ImportOptions | undefined,
    names: Readonly<Record<string, NameUse>> = {},
  ): Promise<object> {
    const module = nodeSpecifier(String(specifier));
    const loaded = await this.load(module, options)
      .catch((error: unknown) => this.loadAnew(error, module, options))
      .catch((error: unknown) => {
        throw atImport(error, new Error('here'));
      });
    this.tell({ loaded: module });
    const namespace = this.isWhole(specifier, loaded) ? withAllNames(loaded) : loaded;
    for (const [name, use] of Object.entries(names)) {
      if (name in namespace || use === 'type') continue;
      const similar = nearest(name, Object.keys(namespace));
      const missing =
        `The requested module '${specifier}' does not provide an export named '${name}'.` +
        (similar === undefined ? '' : ` Did you mean '${similar}'?`);
      if (use === 'value') throw new SyntaxError(missing);
      const hint = name === 'default' ? '' : ` If it is a type, write: import type { ${name} }`;
      this.complain(`${missing}${hint}\n`);
    }
    return namespace;
  }

  /** `import.meta.resolve`: the URL of what an import of this specifier would load. */
  resolve(specifier: string): string {
    if (isBuiltin(specifier)) {
      return specifier.startsWith('node:') ? specifier : `node:${specifier}`;
    }
    const { href } = pathToFileURL(this.file);
    if (/^(\.{0,2}\/|[a-z]+:)/.test(specifier)) return new URL(specifier, href).href;
    return pathToFileURL(this.require.resolve(specifier)).href;
  }

  private async load(specifier: string, options?: ImportOptions): Promise<object> {
    const isFile = isFileSpecifier(specifier);
    if (isFile || this.isMapped(specifier) || this.isLinked(specifier)) this.enableTypeScript();
    if (isFile) return this.importFile(specifier, options);
    try {
      return await this.importHere(specifier, options);
    } catch (error) {
      if (!this.changes && isMissingFile(error, this.file)) {
        this.enableTypeScript();
        return this.load(specifier, options);
      }
      if (isWebAddress(specifier) && isUnsupported(error)) {
        throw new Error(whatOfWebAddress(specifier));
      }
      if (!isNotFound(error, this.file)) throw error;
      const builtIn = this.builtIn[specifier];
      if (builtIn) return builtIn;
      return this.importOwn(specifier, options).catch((own: unknown) => {
        if (!isNotFound(own, OWN_FILE)) throw own;
        throw new Error(this.whatIsMissing(specifier), { cause: error });
      });
    }
  }

  /**
   * What failed at an earlier import may load by now, since what it needs has been installed or set. Node's loader
   * keeps a failure for ever: files get another URL, and a package in CommonJS is required.
   * @throws what Node has kept, where it fails again
   */
  private async loadAnew(
    failure: unknown,
    specifier: string,
    options: ImportOptions | undefined,
  ): Promise<object> {
    if (!(failure instanceof Error && thrownStacks.has(failure))) throw failure;
    this.tell({ failed: specifier });
    let whole: unknown;
    try {
      return await this.load(specifier, options);
    } catch (again) {
      if (again !== failure) throw again;
    }
    try {
      whole = this.require(specifier);
    } catch {
      throw failure;
    }
    return types.isModuleNamespaceObject(whole) ? Object(whole) : { default: whole };
  }

  private tell(notice: Notice): void {
    this.changes?.postMessage(notice);
  }

  private async importFile(specifier: string, options?: ImportOptions): Promise<object> {
    const forgotten = this.commonJs.forget();
    if (forgotten.length > 0) this.tell({ forgotten });
    try {
      return await this.importHere(specifier, options);
    } finally {
      this.commonJs.note();
      this.sayChanges();
    }
  }

  /** Files in TypeScript are transformed as they load, from the first import of a file on. */
  private enableTypeScript(): void {
    if (this.changes) return;
    const { port1, port2 } = new MessageChannel();
    const notebook = pathToFileURL(this.file).href;
    const start: HooksStart = { notebook, port: port2 };
    register(builtFile('cells/typescript-hooks.js'), { data: start, transferList: [port2] });
    this.changes = port1;
  }

  /** Said while the import is under way: it belongs to the cell that imports. */
  private sayChanges(): void {
    if (!this.changes) return;
    for (;;) {
      const received: { message: readonly string[] } | undefined = receiveMessageOnPort(
        this.changes,
      );
      if (!received) return;
      const names = received.message.map((file) => path.relative(path.dirname(this.file), file));
      this.complain(`${names.join(', ')} changed on disk: loaded again\n`);
    }
  }

  /** Whether the default of a module is the whole of what it exports: it is CommonJS, or JSON. */
  private isWhole(specifier: string, namespace: object): namespace is WholeModule {
    if (!('default' in namespace)) return false;
    const { default: whole } = namespace;
    return (
      'module.exports' in namespace || // from Node 24 on
      specifier.endsWith('.json') ||
      Object.values(this.require.cache).some((module) => module?.exports === whole)
    );
  }

  /** Whether a package is a link to a folder elsewhere, as those of a workspace are: its files may be TypeScript. */
  private isLinked(specifier: string): boolean {
    if (this.changes || isBuiltin(specifier)) return false;
    const found = this.packageFolder(packageName(specifier));
    return (
      found !== undefined && !realpathSync(found).includes(`${path.sep}node_modules${path.sep}`)
    );
  }

  /** Where a package is installed. */
  private packageFolder(name: string): string | undefined {
    const folders = this.require.resolve.paths(name) ?? [];
    return folders.map((folder) => path.join(folder, name)).find((folder) => existsSync(folder));
  }

  /** What to do where neither the notebook's folder nor Gradbook has what a cell imports. */
  private whatIsMissing(specifier: string): string {
    const name = packageName(specifier);
    const folder = this.packageFolder(name);
    if (folder !== undefined && name !== specifier) {
      return `The package '${name}' has no file '${specifier.slice(name.length + 1)}' in ${folder}.`;
    }
    const from = path.dirname(this.file);
    return `Cannot find package '${specifier}' from ${from}. Is it installed there? ${installing(name)}${hintAtJsx(specifier)}`;
  }

  /** Whether the tsconfig's `paths` lead from a specifier to files. */
  private isMapped(specifier: string): boolean {
    return !isBuiltin(specifier) && pathCandidates(specifier, path.dirname(this.file)).length > 0;
  }
}

/** Whether an import of `file` itself found nothing, as against one inside an imported module. */
function isNotFound(error: unknown, file: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.endsWith(`imported from ${file}`)
  );
}

/** Whether neither Node nor the hooks that a cell has registered load what is asked for by such a URL. */
function isUnsupported(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && error.code === 'ERR_UNSUPPORTED_ESM_URL_SCHEME'
  );
}

/** Whether a file of a package was asked for by a name that it does not have, as one without its `.js`. */
function isMissingFile(error: unknown, file: string): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT') &&
    /^(Cannot find module|Directory import) /.test(error.message) &&
    error.message.includes(`imported from ${file}`)
  );
}

/** The stacks of errors as modules threw them: Node throws the same one at each import of a module that has failed. */
const thrownStacks = new WeakMap<Error, string>();

const CELL_FRAMES = /\n +at [^\n]*\bcell \d+:\d+:\d+\)?(?=\n|$)/g;

/** An error of Node's loader, which knows nothing of the cell, as one of the import in it. */
function atImport(thrown: unknown, here: Error): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const error = Object.hasOwn(thrown, Symbol.toStringTag) ? made(thrown) : thrown;
  const { stack = '' } = thrown;
  const own = thrownStacks.get(thrown) ?? stack;
  const isKept = thrownStacks.has(thrown);
  thrownStacks.set(thrown, own);
  // The frames of the cell that imported it first are none of this one's.
  const shown = isKept ? own.replace(CELL_FRAMES, '') : own;
  if (placeOf(shown)) return error;
  const value = shown + (here.stack ?? '').replace(/^.*/, '');
  // Defined: from Node 22 on, that of an error from the loader's thread can't be assigned to.
  Object.defineProperty(error, 'stack', { value, writable: true, configurable: true });
  return error;
}

/** What comes from the loader's thread has only the properties of an error. */
function made(shape: Error): Error {
  const own = Object.getOwnPropertyDescriptors(shape);
  Reflect.deleteProperty(own, Symbol.toStringTag);
  const error = shape instanceof SyntaxError ? new SyntaxError() : new Error();
  return Object.defineProperties(error, own);
}

function importerFor(file: string): Import {
  const importer: Import = new vm.Script('(specifier, options) => import(specifier, options)', {
    filename: file,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
  return importer;
}

/** Node warns once that the loader of a script is experimental: nothing that a person could act on. */
function silenceLoaderWarning(): void {
  const { emitWarning } = process;
  process.emitWarning = (...warning: unknown[]) => {
    if (String(warning[0]).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) return;
    Reflect.apply(emitWarning, process, warning);
  };
}

/** What installs a package; those of JSR are in a registry of their own, which npm has to be told of. */
function installing(name: string): string {
  const jsr = jsrName(name);
  return jsr === undefined ? `%npm install ${name}` : `!npx jsr add ${jsr}`;
}

/** By itself, Node imports nothing from the web: what to do instead. */
function whatOfWebAddress(address: string): string {
  const [, name = 'PACKAGE'] = PACKAGE_OF_ADDRESS.exec(address) ?? [];
  return (
    `'${address}' is an address in the web, and Node imports none. Install the package that it has, and import it by ` +
    `its name: %npm install ${name}`
  );
}

/** JSX without a pragma imports React, which the cell does not name. */
function hintAtJsx(specifier: string): string {
  return /\/jsx-(dev-)?runtime$/.test(specifier)
    ? '. JSX becomes calls of it, unless the cell names another function: /** @jsx h */'
    : '';
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
