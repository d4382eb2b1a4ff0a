/**
 * The interpreter as the worker sees it: cells go to the main thread; completion, inspection and
 * type errors are the language's, which also asks V8 about the live objects there.
 */
import { constants } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { failureOf } from '../cells/failure.js';
import { Interrupted } from '../context/cell.js';
import { Language } from '../language/language.js';
import { LiveObjects } from '../language/live-objects.js';
import {
  type Departure,
  Slot,
  type Spared,
  setTypeMode,
  type ToMain,
  TYPE_MODES,
  typeMode,
  type WorkerStart,
} from '../link/messages.js';
import { TextReader } from '../link/text-ring.js';
import type {
  Answer,
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
import { Arrivals } from './arrivals.js';
import { Debugging } from './debugging.js';
import { Descriptors } from './descriptors.js';
import { Intake, type Passed, type Room } from './intake.js';
import { Interruption } from './interruption.js';
import type { LifeRecord } from './life-record.js';
import { MainSession } from './main-session.js';
import { exhaustion, type Usage } from './memory.js';
import { MemoryWatch } from './memory-watch.js';
import { programsEnded, signalPrograms } from './programs.js';
import { RunningCells } from './running-cells.js';
import { Terminator } from './terminator.js';

/** How long a busy main thread may take to answer a question about its objects, in milliseconds. */
const PATIENCE = 1000;
/** How long a kernel that was told to end may live on, in milliseconds. */
const LAST_RESORT = 2000;

/** A process that a signal ended has this and the signal's number as its exit code, as shells have it. */
const SIGNALLED = 128;

/** How a cell ends that was interrupted before it began. */
const INTERRUPTED = { status: 'error', ...failureOf(new Interrupted(), '', 0) } as const;

/** The way to those who sent the requests. */
interface Clients {
  readonly show: Show;
  readonly ask: Ask;
  readonly depart: Depart;
  readonly room: Room;
}

export class MainInterpreter implements Interpreter {
  private readonly port: MessagePort;
  private readonly answers: MessagePort;
  private readonly shared: Int32Array;
  private readonly running = new RunningCells();
  private readonly arrivals = new Arrivals();
  private isDeparting = false;
  /** The cells that came, which a debugger may be asked about. */
  private readonly cells = new Map<number, { code: string; count: number }>();
  // Not the terminator's session: a question may have to wait behind a native call.
  private readonly questions = new MainSession(PATIENCE);
  private readonly terminator: Terminator;
  private readonly interruption: Interruption;
  private readonly debugging: Debugging;
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
    private readonly clients: Clients,
  ) {
    this.port = port;
    this.answers = answers;
    this.shared = new Int32Array(shared);
    const wished = TYPE_MODES.find((mode) => mode === process.env.GRADBOOK_TYPES);
    if (wished) setTypeMode(this.shared, wished);
    const live = new LiveObjects(this.questions);
    this.language = new Language(
      process.cwd(),
      live,
      () => typeMode(this.shared),
      (cell, text) => this.warn(cell, text),
    );
    this.intake = new Intake({
      port,
      text: new TextReader(text, this.shared),
      shared: this.shared,
      ...clients,
      readDescriptors: () => this.descriptors?.readNow() ?? [],
      pass: (message) => this.take(message),
    });
    this.descriptors = Descriptors.capture((written) => this.intake.takeWritten(written));
    const { stderr } = this.descriptors ?? {};
    if (stderr !== undefined) {
      Atomics.store(this.shared, Slot.Stderr, stderr);
      logTo(() => stderr);
    }
    this.debugging = new Debugging({
      cells: this.cells,
      drain: () => this.intake.drain(),
      announceCells: (isOn) => Atomics.store(this.shared, Slot.Debugging, Number(isOn)),
      interrupt: () => this.interrupt(),
      isRunning: () => !this.running.areNone,
      stopAtAwait: () => {
        if (this.running.areNone) return false;
        this.send({ type: 'comeBy' });
        return true;
      },
    });
    this.terminator = new Terminator(this.shared, () => this.debugging.release());
    this.interruption = new Interruption({
      shared: this.shared,
      running: this.running,
      terminator: this.terminator,
      turn: () => this.intake.turn(),
      ask: () => this.send({ type: 'interrupt' }),
      tell: (cell, text) => this.complain(cell, text),
    });
    this.memory = new MemoryWatch(heapLimit, {
      noted: (resident) => record.grew(resident),
      exhausted: (usage) => this.endFor(usage),
    });
  }

  async execute(job: CellJob): Promise<CellEnd> {
    this.language.noteCell();
    const arrival = this.arrivals.begin();
    // What is left of an interrupt must not hit this cell.
    await this.interruption.over;
    await this.memory.takeStock();
    const { checks } = this.language;
    const refusal = checks.refusal(job);
    const refused = refusal && (await arrival.orInterrupted(refusal));
    arrival.end();
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
    this.warn(job.id, text);
    return end;
  }

  async deliver(delivery: Delivery): Promise<CellEnd> {
    await this.arrivals.behindAll(this.interruption.over);
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
    this.warn(cell, `${text}\n`);
  }

  private warn(cell: number, text: string): void {
    if (text) this.clients.show(cell, { msg_type: 'stream', content: { name: 'stderr', text } });
  }

  private run(id: number, message: ToMain): Promise<CellEnd> {
    const ended = this.running.begin(id);
    this.send(message);
    // Behind it: main has to compile first, and nothing is read before this turn is over.
    if (message.type === 'execute') this.descriptors?.begin(id);
    void this.interruption.makeWayFor(id);
    return ended;
  }

  interrupt(spared?: Spared): Promise<void> {
    this.arrivals.interrupt();
    return this.interruption.begin(spared);
  }

  answer(answer: Answer): void {
    this.answers.postMessage(answer);
    Atomics.store(this.shared, Slot.Answered, 1);
    Atomics.notify(this.shared, Slot.Answered);
  }

  complete(code: string, cursor: number): Promise<Completions> {
    return this.language.complete(code, cursor);
  }

  inspect(code: string, cursor: number, detail: number): Promise<InspectReply> {
    return this.language.inspect(code, cursor, detail);
  }

  debug(request: JsonObject, tell: (event: DebugEvent) => void): Promise<JsonObject> {
    return this.debugging.handle(request, tell);
  }

  async isComplete(code: string): Promise<IsCompleteReply> {
    // The parser is loaded when it is first needed: the start must be quick.
    const { completeness } = await import('../cells/completeness.js');
    return completeness(code);
  }

  /** The system ends the kernel, by a signal. */
  endBy(signal: 'SIGTERM' | 'SIGHUP'): void {
    const reason = `The kernel was told to end, by the signal ${signal}; its variables are gone.`;
    this.arrivals.interrupt();
    this.clients.depart(() => this.shutdown(SIGNALLED + constants.signals[signal]));
    const traceback = [`KernelEnded: ${reason}`];
    this.endAll({ status: 'error', ename: 'KernelEnded', evalue: reason, traceback });
  }

  shutdown(code: number): void {
    // A main thread that sits in a native call cannot end itself.
    setTimeout(() => {
      signalPrograms('SIGKILL');
      process.kill(process.pid, 'SIGKILL');
    }, LAST_RESORT);
    this.record.close();
    signalPrograms('SIGTERM');
    void this.terminator.terminate('nothing').then(async () => {
      await programsEnded();
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
    this.debugging.disconnect();
  }

  /** Main waits in the midst of a cell, so that nothing can be asked of it any more. */
  private departFrom({ cell, reason, end }: Departure): void {
    this.isDeparting = true;
    this.arrivals.interrupt();
    if (cell !== undefined && (end.status === 'ok' || this.running.areNone)) {
      this.complain(cell, reason);
    }
    this.clients.depart(() => {
      this.disconnect();
      Atomics.store(this.shared, Slot.Told, 1);
      Atomics.notify(this.shared, Slot.Told);
    });
    this.endAll(end);
  }

  private endAll(end: CellEnd): void {
    for (const id of this.running.ids) this.ended(id, end);
  }

  private ended(id: number, end: CellEnd): void {
    this.running.end(id, end);
    if (this.running.areNone) this.record.cellEnded();
  }

  private send(message: ToMain): void {
    this.port.postMessage(message);
  }

  private take(message: Passed): void {
    switch (message.type) {
      case 'ask':
        this.clients.ask(message.cell, message.question);
        break;
      case 'ended':
        if (message.result) this.clients.show(message.cell, message.result);
        this.ended(message.cell, message.end);
        this.debugging.cellEnded();
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
    if (this.running.areNone) {
      if (await this.terminator.terminate('nothing')) this.complain(this.latest, why.evalue);
      return;
    }
    this.running.giveReason({ status: 'error', ...why });
    await this.interrupt('nothing');
  }

  private async prepareCell(cell: number, javascript: string): Promise<void> {
    await this.debugging.prepare(cell, javascript);
    this.send({ type: 'run', cell });
  }
}
