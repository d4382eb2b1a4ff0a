/**
 * Which code V8 passes by: the kernel's own and Node's, which the person does not see. V8 then also passes by what
 * such code throws, though a cell has called it. So while exceptions stop the code, it passes by nothing, but where
 * it looks for the person's code in all that runs: for a pause, and for a step into a function.
 */
import type { Exceptions } from './exceptions.js';
import type { Inspector } from './inspector.js';

export class HiddenCode {
  /** Undefined while nothing is debugged. */
  private isPassedBy: boolean | undefined;

  constructor(
    private readonly inspector: Inspector,
    private readonly exceptions: Pick<Exceptions, 'areOn'>,
    private readonly patterns: readonly string[],
  ) {}

  /** To be called when debugging begins. */
  async begin(): Promise<void> {
    await this.tell(true);
  }

  /** To be called when it has ended: V8 has forgotten all then. */
  end(): void {
    this.isPassedBy = undefined;
  }

  /** @param isOn whether V8 is to look for the person's code from here on */
  async search(isOn: boolean): Promise<void> {
    const isPassedBy = isOn || !this.exceptions.areOn;
    if (this.isPassedBy !== undefined && this.isPassedBy !== isPassedBy)
      await this.tell(isPassedBy);
  }

  private async tell(isPassedBy: boolean): Promise<void> {
    this.isPassedBy = isPassedBy;
    const patterns = isPassedBy ? [...this.patterns] : [];
    await this.inspector.command('Debugger.setBlackboxPatterns', { patterns });
  }
}
