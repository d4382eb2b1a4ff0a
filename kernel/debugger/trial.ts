/** A cell's JavaScript before the cell has run, as the main thread compiles it for the debugger. */
import { setTimeout as delay } from 'node:timers/promises';
import { isRecord, stringField } from '../wire/json.js';

/** What the main thread answers; `loading` where the question came in the midst of loading its compiler. */
export type TrialCompilation =
  | { readonly status: 'compiled'; readonly javascript: string }
  | { readonly status: 'invalid' }
  | { readonly status: 'loading' };

/** How long before it is asked again, in milliseconds. */
const REST = 10;

/** The JavaScript of a text; undefined where it is no TypeScript. */
export async function trialJavaScript(
  main: { ask(method: 'compile', code: string): Promise<string> },
  code: string,
): Promise<string | undefined> {
  for (;;) {
    const answer: unknown = JSON.parse(await main.ask('compile', code));
    const status = isRecord(answer) ? answer.status : undefined;
    if (status !== 'loading') {
      return isRecord(answer) && status === 'compiled'
        ? stringField(answer, 'javascript')
        : undefined;
    }
    await delay(REST);
  }
}
