/**
 * The main thread, made ready for cells: its globals, its output, its errors; then it takes what
 * the worker thread sends.
 */
import { fileURLToPath } from 'node:url';
import type { MessagePort, Worker } from 'node:worker_threads';
import { Modules } from '../cells/modules.js';
import { type Ended, Runner } from '../cells/run.js';
import { installStackTraces } from '../cells/stack.js';
import { Comms } from '../comms/comms.js';
import { currentCell, runsInterrupted, runsOther, watchStops } from '../context/cell.js';
import { DebuggerOnMain } from '../debugger/on-main.js';
import { denoGlobal, isForDeno } from '../display/deno.js';
import { Displays } from '../display/display.js';
import { Output } from '../display/output.js';
import { questions } from '../display/prompt.js';
import { captureStreams } from '../display/streams.js';
import { tidyInspection } from '../display/tidy-inspection.js';
import * as tslab from '../display/tslab.js';
import { Slot, setTypeMode, type ToMain, typeMode } from '../link/messages.js';
import { TextWriter } from '../link/text-ring.js';
import { CellVariables } from '../magics/cell-variables.js';
import { MagicRunner } from '../magics/run.js';
import { builtFile } from '../package-root.js';
import { log, logTo } from '../wire/log.js';
import { BreakpointWait } from './breakpoint-wait.js';
import { departInOrder } from './departure.js';
import { defineGlobals, type Globals, offer } from './globals.js';
import { listenForGood, reportUncaught } from './uncaught.js';

const STDERR = 2;
/** When the compiler of types is loaded, unless a cell needed it earlier, in milliseconds. */
const CALM = 200;

interface MainStart {
  readonly port: MessagePort;
  readonly answers: MessagePort;
  readonly text: SharedArrayBuffer;
  readonly shared: SharedArrayBuffer;
  readonly worker: Worker;
}

export function serveCells({ port, answers, text, shared, worker }: MainStart): void {
  const slots = new Int32Array(shared);
  logTo(() => Atomics.load(slots, Slot.Stderr) || STDERR);
  const output = new Output(port, new TextWriter(text, slots), slots);
  const parts = makeParts(output, slots);
  const { runner } = parts;
  defineGlobals({
    ...parts,
    terminate: terminator(runner, slots),
    questions: questions(output, answers, slots),
  });
  installStackTraces(kernelFolder());
  const hear = () => {
    Atomics.store(slots, Slot.Heard, 1);
    Atomics.notify(slots, Slot.Heard);
  };
  watchStops((cell) => cell < Atomics.load(slots, Slot.Stop), hear);
  captureStreams(output);
  tidyInspection();
  reportUncaught(output);
  const exitNow = departInOrder(output, slots, () => runner.disconnect());
  const exit = (code: number) => {
    runner.disconnect();
    exitNow(code);
  };
  endWith(worker, exit);
  // The worker has heard it too, and asks for the cell's end: what is heard here may come late, and hit the next cell.
  // Without a listener it would end the process.
  listenForGood('SIGINT', () => {});
  setImmediate(() => runner.warmUp());
  setTimeout(() => runner.warmUpTypes(), CALM).unref();
  port.on('message', receiver(parts, output, slots, hear, exit));
}

type Parts = ReturnType<typeof makeParts>;

/** What has a part in running cells, put together. */
function makeParts(output: Output, slots: Int32Array) {
  const folder = process.cwd();
  const displays = new Displays(output);
  const variables = new CellVariables();
  const complain = (text: string) => output.stream('stderr', text);
  const waits = new BreakpointWait(output, slots);
  const runner = new Runner(output, displays, variables, kernelFolder(), (cell, javascript) =>
    waits.before(cell, javascript),
  );
  const magics = new MagicRunner({
    folder,
    variables,
    types: {
      get mode() {
        return typeMode(slots);
      },
      set mode(mode) {
        setTypeMode(slots, mode);
      },
    },
    display: (bundle) => displays.display(bundle),
    print: (text) => output.stream('stdout', text),
    complain,
    signal: () => currentCell()?.signal,
  });
  return {
    displays,
    comms: new Comms(output),
    waits,
    runner,
    modules: new Modules(folder, { tslab }, complain),
    magics,
    debugger: new DebuggerOnMain(variables),
  };
}

function kernelFolder(): string {
  return fileURLToPath(builtFile(''));
}

/** Does what the worker says. */
function receiver(
  parts: Parts,
  output: Output,
  slots: Int32Array,
  hear: () => void,
  exit: (code: number) => void,
) {
  const { displays, comms, waits, runner } = parts;
  const ended =
    (cell: number): Ended =>
    (end, result) =>
      output.post({ type: 'ended', cell, end, result });
  return (message: ToMain): void => {
    switch (message.type) {
      case 'execute':
        if (isForDeno(message.job.code)) {
          offer('Deno', () => denoGlobal(displays, comms.say.bind(comms)));
        }
        Atomics.store(slots, Slot.Entered, message.job.id + 1);
        setImmediate(() => Atomics.store(slots, Slot.Entered, 0));
        runner.run(message.job, ended(message.job.id));
        break;
      case 'deliver':
        comms.receive(message.delivery);
        runner.deliver(message.delivery, ended(message.delivery.id));
        break;
      case 'run':
        waits.over(message.cell);
        break;
      case 'interrupt':
        hear();
        runner.interrupt();
        break;
      case 'comeBy':
        parts.debugger.comeBy();
        break;
      case 'shutdown':
        exit(message.code);
        break;
      default:
        message satisfies never;
    }
  };
}

/** Without the sockets, the process ends, and at once: there is nobody to be told. */
function endWith(worker: Worker, exit: (code: number) => void): void {
  worker.on('error', (error) => {
    log(`The kernel cannot go on: ${error.message}`);
    exit(1);
  });
}

/** Ends the code that runs, at the worker's order, which it gives from on top of that code. */
function terminator(runner: Runner, slots: Int32Array): Globals['terminate'] {
  let isKept = false;
  /** Whether the event loop has not turned since this was asked before. */
  const wasKept = () => {
    if (isKept) return true;
    isKept = true;
    setImmediate(() => {
      isKept = false;
    });
    return false;
  };
  return (spared, forced) => {
    if (spared === 'heard' && Atomics.load(slots, Slot.Heard) === 1) return 'idle';
    if ((spared === 'heard' || spared === 'others') && runsOther()) return 'idle';
    if (spared === 'uninterrupted' && !(runsInterrupted() && wasKept())) return 'idle';
    return runner.terminate(forced, () => {
      Atomics.add(slots, Slot.Unwound, 1);
      Atomics.notify(slots, Slot.Unwound);
    });
  };
}
