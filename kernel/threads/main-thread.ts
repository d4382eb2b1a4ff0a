/**
 * The main thread, made ready for cells: its globals, its output, its errors; then it takes what
 * the worker thread sends.
 */
import { pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { currentCell, wait } from '../cells/cell.js';
import { loweringHelpers } from '../cells/decorators.js';
import { Modules } from '../cells/modules.js';
import { Runner } from '../cells/run.js';
import { installStackTraces } from '../cells/stack.js';
import { prepareTermination } from '../cells/termination.js';
import { Displays } from '../display/display.js';
import { formatsBy } from '../display/formats.js';
import { Output } from '../display/output.js';
import { prompter } from '../display/prompt.js';
import { captureStreams } from '../display/streams.js';
import { KERNEL_GLOBAL, type ToMain } from './messages.js';

interface MainStart {
  readonly port: MessagePort;
  readonly answers: MessagePort;
  readonly shared: SharedArrayBuffer;
}

export function serveCells({ port, answers, shared }: MainStart): void {
  const slots = new Int32Array(shared);
  const output = new Output(port, slots);
  const displays = new Displays(output);
  const runner = new Runner(output, displays);
  const modules = new Modules(process.cwd(), {
    tslab: new URL('../display/tslab.js', import.meta.url),
  });
  defineGlobals(modules, displays, runner, prompter(output, answers, slots));
  installStackTraces(new URL('../', import.meta.url).href);
  captureStreams(output);
  reportUncaught(output);
  const { exit } = process;
  process.on('SIGINT', () => runner.interrupt());
  port.on('message', async (message: ToMain) => {
    switch (message.type) {
      case 'execute': {
        const end = await runner.run(message.job);
        output.post({ type: 'ended', cell: message.job.id, end });
        break;
      }
      case 'interrupt':
        runner.interrupt();
        break;
      case 'shutdown':
        runner.disconnect();
        exit.call(process, 0);
        break;
      default:
        message satisfies never;
    }
  });
}

/** What cells find on the global object. */
function defineGlobals(
  modules: Modules,
  displays: Displays,
  runner: Runner,
  prompt: (question?: string) => string,
): void {
  const { file } = modules;
  const folder = process.cwd();
  define(KERNEL_GLOBAL, {
    import: modules.import.bind(modules),
    meta: { url: pathToFileURL(file).href, filename: file, dirname: folder },
    wait,
    take: runner.receive,
    prepareTermination,
  });
  define('babelHelpers', loweringHelpers);
  define(Symbol.for('gradbook.notebook'), displays);
  const module = { exports: {}, id: '.', filename: file, path: folder, paths: [], children: [] };
  define('module', module);
  define('exports', module.exports);
  define('require', modules.require);
  define('__filename', file);
  define('__dirname', folder);
  const formats = formatsBy((bundle) => displays.display(bundle));
  define('display', Object.assign(displays.show.bind(displays), formats));
  define('clearOutput', displays.clearOutput.bind(displays));
  define('prompt', prompt);
}

/** A global that is not listed among the globals' enumerable names, as the language's own are. */
function define(key: PropertyKey, value: unknown): void {
  Object.defineProperty(globalThis, key, { value, writable: true, configurable: true });
}

/** What a timer or a promise throws is said at its cell, and ends nothing. */
function reportUncaught(output: Output): void {
  const report = (kind: string) => (error: unknown) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const cell = currentCell();
    if (!cell?.signal.aborted) output.stream('stderr', `${kind}: ${text}\n`);
  };
  process.on('uncaughtException', report('Uncaught'));
  process.on('unhandledRejection', report('Unhandled rejection'));
}
