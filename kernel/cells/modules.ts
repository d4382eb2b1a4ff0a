/**
 * Imports of a cell: resolved from the notebook's folder by Node's own ES module loader, then from
 * Gradbook itself, so that `import ... from 'gradbook'` works in any folder.
 *
 * A script that is compiled for the main context's default loader resolves `import()` from the
 * file name that it was given; the file need not exist.
 */
import { createRequire, register } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { builtFile } from '../package-root.js';
import { nodeSpecifier } from './specifiers.js';

/** The second argument of `import()`. */
interface ImportOptions {
  readonly with?: Readonly<Record<string, string>>;
}

type Import = (specifier: string, options?: ImportOptions) => Promise<object>;

/** The file that cells pretend to be, in the notebook's folder. */
const NOTEBOOK_FILE = '[notebook].ts';
/** From here Gradbook's own packages are found, itself among them. */
const OWN_FILE = fileURLToPath(builtFile('main.js'));

export class Modules {
  /** The pretended path of the notebook: `__filename` of a cell. */
  readonly file: string;
  readonly require: NodeJS.Require;
  private readonly importHere: Import;
  private readonly importOwn: Import;
  private typescript = false;

  /** `builtIn` are modules that the kernel brings, for where the folder has none of that name. */
  constructor(
    folder: string,
    private readonly builtIn: Readonly<Record<string, URL>>,
  ) {
    this.file = path.join(folder, NOTEBOOK_FILE);
    this.require = createRequire(this.file);
    silenceLoaderWarning();
    this.importHere = importerFor(this.file);
    this.importOwn = importerFor(OWN_FILE);
  }

  /**
   * Imports a module. `names` are the exports that a static import binds; where a CommonJS module
   * does not list them, they are taken from what it exports as a whole. A name that a module does
   * not have is bound to undefined: it may be a type.
   */
  async import(
    specifier: string,
    options: ImportOptions | undefined,
    names: readonly string[] = [],
  ): Promise<object> {
    const namespace = await this.load(nodeSpecifier(String(specifier)), options);
    if (names.every((name) => name in namespace) || !('default' in namespace)) return namespace;
    const whole = namespace.default;
    return typeof whole === 'object' && whole !== null ? { ...whole, ...namespace } : namespace;
  }

  private async load(specifier: string, options?: ImportOptions): Promise<object> {
    if (/^(\.{0,2}\/|file:)/.test(specifier)) {
      this.enableTypeScript();
      return this.importHere(specifier, options);
    }
    try {
      return await this.importHere(specifier, options);
    } catch (error) {
      if (!isNotFound(error, this.file)) throw error;
      const builtIn = this.builtIn[specifier];
      if (builtIn) return this.importOwn(builtIn.href);
      return this.importOwn(specifier, options).catch((own: unknown) => {
        if (!isNotFound(own, OWN_FILE)) throw own;
        throw new Error(
          `Cannot find package '${specifier}' from ${path.dirname(this.file)}. ` +
            `Is it installed there? %npm install ${packageName(specifier)}`,
          { cause: error },
        );
      });
    }
  }

  /** Files in TypeScript are transformed as they load, from the first import of a file on. */
  private enableTypeScript(): void {
    if (this.typescript) return;
    this.typescript = true;
    register(builtFile('cells/typescript-hooks.js'));
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

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}
