/**
 * All that the kernel knows of the language of cells, behind one door: completion, inspection and
 * type errors. Runs on the worker thread; what is heavy is loaded when it is first needed.
 */
import type { TypeMode } from '../link/messages.js';
import type { Completions } from '../requests/interpreter.js';
import type { InspectReply } from '../wire/outgoing.js';
import { completeAt } from './complete.js';
import { withoutSign } from './expression-at.js';
import { inspectAt } from './inspect.js';
import type { LiveObjects } from './live-objects.js';
import { TypeChecks } from './type-checks.js';
import type { Typed } from './typed.js';
import type { TypeScriptService } from './typescript-service.js';

/**
 * How long no cell has come, behind the first one, when the server is started that nothing has asked for, and when it is
 * started in any case, in milliseconds: its start takes both of two cores.
 */
const CALM = 100;
const LATEST = 1000;

export class Language {
  readonly checks: TypeChecks;
  private readonly born = performance.now();
  private calm = this.startIn(LATEST);
  private loading: Promise<Typed> | undefined;
  private service: TypeScriptService | undefined;

  /** `folder` is the notebook's; `mode` is what type errors do. */
  constructor(
    private readonly folder: string,
    private readonly live: LiveObjects,
    private readonly mode: () => TypeMode,
    /** Says, under a cell, of type errors that were found after the end of theirs. */
    say: (cell: number, text: string) => void,
  ) {
    const service = async () => (await this.typed()).service;
    this.checks = new TypeChecks(service, mode, live, say);
  }

  /** A cell came: the server, unless the cell needs it, is started later. */
  noteCell(): void {
    const left = this.born + LATEST - performance.now();
    if (this.loading || left <= 0) return;
    clearTimeout(this.calm);
    this.calm = this.startIn(Math.min(CALM, left));
  }

  private startIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      // The first question starts it then.
      if (this.mode() !== 'off') void this.upToDate();
    }, milliseconds).unref();
  }

  complete(written: string, cursor: number): Promise<Completions> {
    const code = withoutSign(written, cursor);
    const types = {
      areWarm: this.service?.isWarm ?? false,
      complete: async () => (await this.upToDate()).complete(code, cursor),
    };
    return completeAt(this.live, types, code, cursor);
  }

  inspect(code: string, cursor: number, detail: number): Promise<InspectReply> {
    const typed = async () => (await this.upToDate()).inspect(code, cursor, detail);
    return inspectAt(this.live, typed, code, cursor, detail);
  }

  /** TypeScript's answers, with all cells that ran so far. */
  private async upToDate(): Promise<Typed> {
    const typed = await this.typed();
    await this.checks.addPending();
    return typed;
  }

  private typed(): Promise<Typed> {
    this.loading ??= import('./typed.js').then(({ Typed }) => {
      const typed = new Typed(this.folder);
      this.service = typed.service;
      return typed;
    });
    return this.loading;
  }
}
