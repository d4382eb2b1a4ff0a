/**
 * The debugger of the kernel: the commands of the Debug Adapter Protocol, and Jupyter's own, done
 * by V8's inspector from the thread of the sockets, so that they are answered while a cell runs or
 * is paused.
 *
 * https://microsoft.github.io/debug-adapter-protocol/specification
 */
import type { JsonObject } from '../wire/json.js';
import type { Command } from './commands/command.js';
import { evaluate, exceptionInfo, scopes, stackTrace } from './commands/frames.js';
import {
  attach,
  configurationDone,
  debugInfo,
  disconnect,
  initialize,
  terminate,
} from './commands/lifetime.js';
import { continueCommand, pause, step, threads } from './commands/running.js';
import {
  breakpointLocations,
  dumpCell,
  modules,
  setBreakpoints,
  setExceptionBreakpoints,
  source,
} from './commands/sources.js';
import {
  copyToGlobals,
  inspectVariables,
  richInspectVariables,
  setVariable,
  variables,
} from './commands/variables.js';
import { failure, parseRequest, Refusal, success } from './protocol.js';
import { DebugSession, type Surroundings } from './session.js';

/** Commands that need no debugging. */
const ALWAYS: ReadonlyMap<string, Command> = new Map([
  ['debugInfo', debugInfo],
  ['initialize', initialize],
  ['disconnect', disconnect],
  ['dumpCell', dumpCell],
  ['source', source],
  ['modules', modules],
  ['threads', threads],
  ['variables', variables],
  ['inspectVariables', inspectVariables],
  ['richInspectVariables', richInspectVariables],
]);

/** Commands between `initialize` and `disconnect`. */
const STARTED: ReadonlyMap<string, Command> = new Map([
  ['attach', attach],
  ['configurationDone', configurationDone],
  ['terminate', terminate],
  ['setBreakpoints', setBreakpoints],
  ['setExceptionBreakpoints', setExceptionBreakpoints],
  ['breakpointLocations', breakpointLocations],
  ['continue', continueCommand],
  ['next', step('next')],
  ['stepIn', step('stepIn')],
  ['stepOut', step('stepOut')],
  ['pause', pause],
  ['stackTrace', stackTrace],
  ['scopes', scopes],
  ['evaluate', evaluate],
  ['exceptionInfo', exceptionInfo],
  ['setVariable', setVariable],
  ['copyToGlobals', copyToGlobals],
]);

export class Debugger {
  private readonly session: DebugSession;
  private before: Promise<unknown> = Promise.resolve();

  constructor(surroundings: Surroundings) {
    this.session = new DebugSession(surroundings);
  }

  /** Answers a request, behind those that came before it. Never throws. */
  handle(content: JsonObject): Promise<JsonObject> {
    const request = parseRequest(content);
    const answer = this.before.then(async () => {
      try {
        return success(request, await this.run(request.command, request.arguments));
      } catch (error) {
        return failure(request, error);
      }
    });
    this.before = answer;
    return answer;
  }

  /** See `DebugSession.prepare`. Never throws: the cell must run, whatever goes wrong here. */
  async prepare(cell: number, javascript: string): Promise<void> {
    await this.session.prepare(cell, javascript).catch(() => {});
  }

  cellEnded(): void {
    this.session.pauses.cellEnded();
  }

  /** Lets code go that is paused, and is to end. */
  async release(): Promise<void> {
    await this.session.pauses.release();
  }

  private run(command: string, parameters: JsonObject): JsonObject | Promise<JsonObject> {
    const always = ALWAYS.get(command);
    if (always) return always(parameters, this.session);
    const started = STARTED.get(command);
    if (!started) throw new Refusal(`The debugger has no command '${command}'.`);
    if (!this.session.isStarted) {
      throw new Refusal(`'${command}' needs a debugger that runs: send 'initialize' first.`);
    }
    return started(parameters, this.session);
  }
}
