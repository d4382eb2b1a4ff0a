/**
 * All that the kernel knows of the language of cells, behind one door: completion, inspection and
 * type errors. Runs on the worker thread; what is heavy is loaded when it is first needed.
 */
import type { TypeMode } from '../link/messages.js';
import type { Completions } from '../requests/interpreter.js';
import type { InspectReply } from '../wire/outgoing.js';
import { completeAt } from './complete.js';
import { inspectAt } from './inspect.js';
import type { LiveObjects } from './live-objects.js';
import { TypeChecks } from './type-checks.js';
import type { Typed } from './typed.js';
import type { TypeScriptService } from './typescript-service.js';

/** When the server is started where nothing has asked for it, in milliseconds. */
const START = 400;

export class Language {
  readonly checks: TypeChecks;
  private loading: Promise<Typed> | undefined;
  private service: TypeScriptService | undefined;

  /** `folder` is the notebook's; `mode` is what type errors do. */
  constructor(
    private readonly folder: string,
    private readonly live: LiveObjects,
    mode: () => TypeMode,
  ) {
    const service = async () => (await this.typed()).service;
    this.checks = new TypeChecks(service, mode, live);
    setTimeout(() => void this.typed(), START).unref();
  }

  complete(code: string, cursor: number): Promise<Completions> {
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
