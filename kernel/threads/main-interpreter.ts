/**
 * The interpreter as the worker sees it: cells go to the main thread; completion, inspection and
 * type errors are the language's, which also asks V8 about the live objects there.
 */
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { failureOf } from '../cells/failure.js';
import { Interrupted } from '../context/cell.js';
import type { Debugger } from '../debugger/debugger.js';
import { Language } from '../language/language.js';
import { LiveObjects } from '../language/live-objects.js';
import {
  type Departure,
  Slot,
  setTypeMode,
  type ToMain,
  TYPE_MODES,
  typeMode,
  type WorkerStart,
} from '../link/messages.js';
import { TextReader } from '../link/text-ring.js';
import { builtFile } from '../package-root.js';
import type {
  Ask,
  CellEnd,
  CellJob,
  Completions,
  Delivery,
  Depart,
  Interpreter,
  Show,
} from '../requests/interpreter.js';
import type { JsonObject } from '../wire/json.js';
import { logTo } from '../wire/log.js';
import type { DebugEvent, InspectReply, IsCompleteReply } from '../wire/outgoing.js';
import { Descriptors } from './descriptors.js';
import { Intake, type Passed, type Room } from './intake.js';
import type { LifeRecord } from './life-record.js';
import { MainSession } from './main-session.js';
import { exhaustion, type Usage } from './memory.js';
import { MemoryWatch } from './memory-watch.js';
import { Programs } from './programs.js';
import { Terminator } from './terminator.js';

/** How long code that asks whether it should stop may take to do so, in milliseconds. */
const GRACE = 3;
/** How long a main thread that is not busy may take to hear of an interrupt, in milliseconds. */
const HEARING = 10;
/** How often a main thread that waits for a program is looked at, in milliseconds. */
const LOOKING = 50;
/** How long a busy main thread may take to answer a question about its objects, in milliseconds. */
const PATIENCE = 1000;
/** The same, for a debugger, which may wait for more. */
const DEBUG_PATIENCE = 30_000;
/** How long a kernel that was told to end may live on, in milliseconds. */
const LAST_RESORT = 2000;

/** A process that a signal ended has this and the signal's number as its exit code, as shells have it. */
const SIGNALLED = 128;

/** How a cell ends that was interrupted before it began. */
const INTERRUPTED = { status: 'error', ...failureOf(new Interrupted(), '', 0) } as const;

/** A cell or a delivery that main has. */
interface Running {
  readonly programs: Programs;
  readonly resolve: (end: CellEnd) => void;
  /** Why it is ended, if not by the person. */
  ended?: CellEnd;
}

/** A cell that is looked at before main gets it. */
class Arrival {
  isInterrupted = false;
  over: () => void = () => {};
  readonly whenOver = new Promise<void>((resolve) => {
    this.over = resolve;
  });
}

export class MainInterpreter implements Interpreter {
  private readonly port: MessagePort;
  private readonly answers: MessagePort;
  private readonly shared: Int32Array;
  /** By their numbers, in the order in which they were handed over. */
  private readonly running = new Map<number, Running>();
  private interrupting: Promise<void> | undefined;
  private isDeparting = false;
  /** Cells that came, and are not handed over yet. */
  private readonly arriving = new Set<Arrival>();
  /** Settled when all deliveries so far are handed over. */
  private delivered: Promise<void> = Promise.resolve();
  /** The cells that came, which a debugger may be asked about. */
  private readonly cells = new Map<number, { code: string; count: number }>();
  private debugger: Promise<Debugger> | undefined;
  private debugSession: MainSession | undefined;
  private tellDebugEvent: (event: DebugEvent) => void = () => {};
  private readonly terminator = new Terminator(async () => (await this.debugger)?.release());
  // Not the terminator's session: a question may have to wait behind a native call.
  private readonly questions = new MainSession(PATIENCE);
  private readonly language: Language;
  private readonly intake: Intake;
  private readonly descriptors: Descriptors | undefined;
  private readonly memory: MemoryWatch;
  private hasSaidLoss = false;
  private latest = 0;

  constructor(
    { port, answers, shared, text }: WorkerStart,
    private readonly record: LifeRecord,
    heapLimit: number,
    private readonly show: Show,
    private readonly ask: Ask,
    private readonly depart: Depart,
    room: Room,
  ) {
    this.port = port;
    this.answers = answers;
    this.shared = new Int32Array(shared);
    const wished = TYPE_MODES.find((mode) => mode === process.env.GRADBOOK_TYPES);
    if (wished) setTypeMode(this.shared, wished);
    const live = new LiveObjects(this.questions);
    this.language = new Language(process.cwd(), live, () => typeMode(this.shared));
    const reader = new TextReader(text, this.shared);
    this.intake = new Intake(
      port,
      reader,
      this.shared,
      show,
      room,
      () => this.descriptors?.readNow() ?? [],
      (message) => this.take(message),
    );
    this.descriptors = Descriptors.capture((written) => this.intake.takeWritten(written));
    const { stderr } = this.descriptors ?? {};
    if (stderr !== undefined) {
      Atomics.store(this.shared, Slot.Stderr, stderr);
      logTo(() => stderr);
    }
    this.memory = new MemoryWatch(heapLimit, {
      noted: (resident) => record.grew(resident),
      exhausted: (usage) => this.endFor(usage),
    });
  }

  async execute(job: CellJob): Promise<CellEnd> {
    const arrival = new Arrival();
    this.arriving.add(arrival);
    // What is left of an interrupt must not hit this cell.
    await this.interrupting;
    await this.memory.takeStock();
    const { checks } = this.language;
    const refused = await checks.refusal(job);
    this.arriving.delete(arrival);
    arrival.over();
    if (arrival.isInterrupted) return INTERRUPTED;
    if (refused) return { status: 'error', ...refused };
    this.cells.set(job.id, { code: job.code, count: job.count });
    this.sayLoss(job);
    const running = this.run(job.id, { type: 'execute', job });
    this.latest = job.id;
    this.record.cellBegan(job.count);
    const check = checks.watch(job);
    const end = await running;
    if (this.isDeparting) return end;
    const text = await check.warnings(end);
    if (text) this.show(job.id, { msg_type: 'stream', content: { name: 'stderr', text } });
    return end;
  }

  async deliver(delivery: Delivery): Promise<CellEnd> {
    const earlier = [...this.arriving].map(({ whenOver }) => whenOver);
    // Without the results: each would hold those of all before it.
    this.delivered = Promise.all([this.delivered, this.interrupting, ...earlier]).then(() => {});
    await this.delivered;
    return this.run(delivery.id, { type: 'deliver', delivery });
  }

  /** Under the first cell: where the person sees that variables are gone. */
  private sayLoss({ id, silent }: CellJob): void {
    const { loss } = this.record;
    if (loss === undefined || silent || this.hasSaidLoss) return;
    this.hasSaidLoss = true;
    this.complain(id, loss);
  }

  private complain(cell: number, text: string): void {
    this.show(cell, { msg_type: 'stream', content: { name: 'stderr', text: `${text}\n` } });
  }

  private run(id: number, message: ToMain): Promise<CellEnd> {
    return new Promise((resolve) => {
      if (message.type === 'execute') this.descriptors?.begin(id);
      this.running.set(id, { programs: new Programs(), resolve });
      this.send(message);
    });
  }

  interrupt(): void {
    this.refuseArriving();
    this.interrupting ??= this.end().finally(() => {
      this.interrupting = undefined;
    });
  }

  answer(line: string): void {
    this.answers.postMessage(line);
    Atomics.store(this.shared, Slot.Answered, 1);
    Atomics.notify(this.shared, Slot.Answered);
  }

  complete(code: string, cursor: number): Promise<Completions> {
    return this.language.complete(code, cursor);
  }

  inspect(code: string, cursor: number, detail: number): Promise<InspectReply> {
    return this.language.inspect(code, cursor, detail);
  }

  async debug(request: JsonObject, tell: (event: DebugEvent) => void): Promise<JsonObject> {
    this.tellDebugEvent = tell;
    this.debugger ??= this.startDebugger();
    return (await this.debugger).handle(request);
  }

  /** Made when a front end first asks: the start must be quick. */
  private async startDebugger(): Promise<Debugger> {
    const { Debugger } = await import('../debugger/debugger.js');
    const inspector = new MainSession(DEBUG_PATIENCE);
    this.debugSession = inspector;
    return new Debugger({
      inspector,
      cells: this.cells,
      kernelFolder: builtFile('').href,
      tell: (event) => this.tellDebugEvent(event),
      drain: () => this.intake.drain(),
      announceCells: (isOn) => Atomics.store(this.shared, Slot.Debugging, Number(isOn)),
      interrupt: async () => {
        this.interrupt();
        await this.interrupting;
      },
    });
  }

  private async prepareCell(cell: number, javascript: string): Promise<void> {
    await (await this.debugger)?.prepare(cell, javascript);
    this.send({ type: 'run', cell });
  }

  async isComplete(code: string): Promise<IsCompleteReply> {
    // The parser is loaded when it is first needed: the start must be quick.
    const { completeness } = await import('../cells/completeness.js');
    return completeness(code);
  }

  /** The system ends the kernel, by a signal. */
  endBy(signal: 'SIGTERM' | 'SIGHUP'): void {
    const reason = `The kernel was told to end, by the signal ${signal}; its variables are gone.`;
    this.refuseArriving();
    this.depart(() => this.shutdown(SIGNALLED + constants.signals[signal]));
    const traceback = [`KernelEnded: ${reason}`];
    this.endAll({ status: 'error', ename: 'KernelEnded', evalue: reason, traceback });
  }

  shutdown(code: number): void {
    // A main thread that sits in a native call cannot end itself.
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_RESORT);
    this.record.close();
    void this.terminator.terminate().then(() => {
      this.disconnect();
      this.send({ type: 'shutdown', code });
    });
  }

  /** While a session is connected, Node would wait at exit for it. */
  private disconnect(): void {
    this.record.close();
    this.memory.disconnect();
    this.terminator.disconnect();
    this.questions.disconnect();
    this.debugSession?.disconnect();
  }

  /** Main waits in the midst of a cell, so that nothing can be asked of it any more. */
  private departFrom({ cell, reason, end }: Departure): void {
    this.isDeparting = true;
    this.refuseArriving();
    if (cell !== undefined && (end.status === 'ok' || this.running.size === 0)) {
      this.complain(cell, reason);
    }
    this.depart(() => {
      this.disconnect();
      Atomics.store(this.shared, Slot.Told, 1);
      Atomics.notify(this.shared, Slot.Told);
    });
    this.endAll(end);
  }

  /** Cells that are not handed over yet will not be. */
  private refuseArriving(): void {
    for (const arrival of this.arriving) arrival.isInterrupted = true;
  }

  private endAll(end: CellEnd): void {
    for (const id of [...this.running.keys()]) this.ended(id, end);
  }

  private ended(id: number, end: CellEnd): void {
    const running = this.running.get(id);
    this.running.delete(id);
    if (this.running.size === 0) this.record.cellEnded();
    running?.resolve((end.status === 'error' ? running.ended : undefined) ?? end);
  }

  private send(message: ToMain): void {
    this.port.postMessage(message);
  }

  private take(message: Passed): void {
    switch (message.type) {
      case 'ask':
        this.ask(message.cell, message.prompt, message.password);
        break;
      case 'ended':
        this.ended(message.cell, message.end);
        void this.debugger?.then((one) => one.cellEnded());
        break;
      case 'compiled':
        void this.prepareCell(message.cell, message.javascript);
        break;
      case 'departing':
        this.departFrom(message);
        break;
      default:
        message satisfies never;
    }
  }

  /** Ends the code that is about to use up the memory. */
  private async endFor(usage: Usage): Promise<void> {
    const why = exhaustion(usage);
    if (this.running.size === 0) {
      if (await this.terminator.terminate()) this.complain(this.latest, why.evalue);
      return;
    }
    for (const running of this.running.values()) running.ended = { status: 'error', ...why };
    this.interrupt();
    await this.interrupting;
  }

  /** Asks main to end what it runs, and ends the code that keeps main from hearing it. */
  private async end(): Promise<void> {
    const ids = [...this.running.keys()];
    // The programs that began since the oldest of them are those of all.
    const [oldest] = this.running.values();
    // What an earlier cell has left behind may keep main: a timer that loops.
    if (!oldest) {
      await this.terminator.terminate();
      return;
    }
    const { programs } = oldest;
    Atomics.store(this.shared, Slot.Stop, Math.max(...ids) + 1);
    this.intake.turn();
    const looking = setInterval(() => programs.interrupt(), LOOKING);
    programs.interrupt();
    this.send({ type: 'interrupt' });
    await delay(GRACE);
    while (ids.some((id) => this.running.has(id))) {
      await this.terminator.terminate();
      this.send({ type: 'interrupt' });
      await delay(HEARING);
    }
    clearInterval(looking);
    Atomics.store(this.shared, Slot.Stop, 0);
    void programs.killLater();
  }
}
