/** What TypeScript answers; the part of the language that is loaded when it is first needed. */

import { withoutMagics } from '../magics/translate.js';
import { AutoImports } from './auto-imports.js';
import { type TypedCompletions, typedCompletions } from './typed-completion.js';
import { typedInspection } from './typed-inspection.js';
import { TypeScriptService } from './typescript-service.js';

/** When what may be imported is asked for where no one has needed it, in milliseconds. */
const CALM = 2000;

export class Typed {
  readonly service: TypeScriptService;
  private readonly imports: AutoImports;

  /** Starts the server. */
  constructor(folder: string) {
    this.service = new TypeScriptService(folder);
    this.imports = new AutoImports(this.service);
    // The libraries first, and the person's own first questions.
    void this.service.ready().then(() => setTimeout(() => this.imports.load(), CALM).unref());
  }

  async complete(code: string, cursor: number): Promise<TypedCompletions | undefined> {
    await this.service.ready();
    return typedCompletions(this.service, this.imports, withoutMagics(code), cursor);
  }

  async inspect(code: string, cursor: number, detail: number): Promise<string | undefined> {
    await this.service.ready();
    return typedInspection(this.service, withoutMagics(code), cursor, detail);
  }
}
