/** What cells find on the global object: the kernel's own door, and names that a module or a notebook has. */
import { pathToFileURL } from 'node:url';
import { constant } from '../cells/constants.js';
import { decorate, decorateMetadata, decorateParam } from '../cells/decorators.js';
import { usingCtx } from '../cells/disposal.js';
import { aliased } from '../cells/import-aliases.js';
import type { Modules } from '../cells/modules.js';
import { named } from '../cells/own-variables.js';
import { lineOfCell } from '../cells/stack.js';
import { onUnwound, withoutInterrupt } from '../cells/unbroken.js';
import { uninitialized } from '../cells/uninitialized.js';
import type { Comms } from '../comms/comms.js';
import { resume } from '../context/cell.js';
import type { DebuggerOnMain } from '../debugger/on-main.js';
import type { Displays } from '../display/display.js';
import { formatsBy } from '../display/formats.js';
import type { Questions } from '../display/prompt.js';
import { provideStdin } from '../display/stdin.js';
import { KERNEL_GLOBAL, type Spared, type Termination } from '../link/messages.js';
import type { MagicRunner } from '../magics/run.js';
import { collectGarbage } from './garbage.js';

export interface Globals {
  readonly modules: Modules;
  readonly displays: Displays;
  readonly comms: Comms;
  readonly magics: MagicRunner;
  readonly terminate: (spared: Spared, forced: boolean) => Termination;
  readonly debugger: DebuggerOnMain;
  readonly questions: Questions;
}

/** What cells find on the global object. */
export function defineGlobals(globals: Globals): void {
  const { modules, displays, comms, magics, terminate, questions } = globals;
  const { file } = modules;
  const folder = process.cwd();
  const door = {
    import: modules.import.bind(modules),
    meta: {
      url: pathToFileURL(file).href,
      filename: file,
      dirname: folder,
      resolve: modules.resolve.bind(modules),
    },
    resume,
    constant,
    uninitialized,
    aliased,
    named,
    magic: magics.run.bind(magics),
    magics: magics.objects,
    deliver: comms.deliver.bind(comms),
    terminate,
    debugger: globals.debugger,
    collect: collectGarbage,
  };
  // No cell can run without it, so none can take it away.
  Object.defineProperty(globalThis, KERNEL_GLOBAL, { value: door });
  provideMetadataSymbol();
  // The name under which oxc's output looks for what lowered syntax needs.
  define('babelHelpers', { decorate, decorateParam, decorateMetadata, usingCtx });
  const forLibrary = { comms, lineOfCell, withoutInterrupt, onUnwound };
  define(Symbol.for('gradbook.notebook'), Object.assign(displays, forLibrary));
  const module = {
    exports: {},
    id: '.',
    filename: file,
    path: folder,
    paths: [],
    children: [],
    loaded: false,
    parent: undefined,
    isPreloading: false,
    require: modules.require,
  };
  // What the person has started is the notebook: `require.main === module` holds in cells, and packages that look
  // beside the main module for files of the project find its folder.
  process.mainModule = module;
  modules.require.main = module;
  define('module', module);
  define('exports', module.exports);
  define('require', modules.require);
  define('__filename', file);
  define('__dirname', folder);
  const formats = formatsBy((bundle) => displays.display(bundle));
  define('display', Object.assign(displays.show.bind(displays), formats));
  define('clearOutput', displays.clearOutput.bind(displays));
  provideStdin(questions);
  define('prompt', questions.prompt);
  define('confirm', questions.confirm);
  define('alert', questions.alert);
}

/** `Symbol.metadata`, by which a decorated class has its metadata, and which no Node has yet. */
function provideMetadataSymbol(): void {
  if ('metadata' in Symbol) return;
  // Where it is missing, what esbuild makes of decorators takes this one.
  Object.defineProperty(Symbol, 'metadata', { value: Symbol.for('Symbol.metadata') });
}

/** A global that is not listed among the globals' enumerable names, as the language's own are. */
function define(key: PropertyKey, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, writable: true, configurable: true });
}

/** Defines a global that is not there yet. */
export function offer(name: string, make: () => unknown): void {
  if (!(name in globalThis)) define(name, make());
}
