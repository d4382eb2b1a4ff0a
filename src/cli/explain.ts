/** Says on stderr what went wrong. */
import { NotebookError } from '../notebook/index.js';
import { ReportError } from '../report/index.js';
import { SetupError } from '../setup/index.js';
import { PluginInstallError } from '../xla/plugins/index.js';
import { UsageError } from './command.js';

/**
 * @returns the exit status: 1 failed, 2 used wrongly.
 * @throws the error itself where it is none that a person can do something about.
 */
export function explain(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`gradbook: ${error.message}`);
    return 2;
  }
  if (error instanceof NotebookError && error.traceback) console.error(error.traceback);
  if (
    error instanceof SetupError ||
    error instanceof NotebookError ||
    error instanceof ReportError ||
    error instanceof PluginInstallError
  ) {
    console.error(`gradbook: ${error.message}`);
    return 1;
  }
  throw error;
}
