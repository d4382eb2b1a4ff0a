/**
 * Shows a notebook's progress on the terminal: each cell as it starts, what it prints, and how long
 * each section took.
 */
import type { ExecuteOptions } from '../notebook/index.js';

export interface Relay {
  onEvent: NonNullable<ExecuteOptions['onEvent']>;
  /** To be called when the notebook has ended: tells the seconds of the last section. */
  end(): void;
}

export function relay(print = (text: string): unknown => process.stdout.write(text)): Relay {
  let atLineStart = true;
  let section = '';
  let begin = performance.now();

  const line = (text: string) => {
    print(`${atLineStart ? '' : '\n'}${text}\n`);
    atLineStart = true;
  };
  const endSection = () => {
    if (section !== '')
      line(`  (${section}: ${((performance.now() - begin) / 1000).toFixed(1)} s)`);
  };
  const indent = (text: string) =>
    text.replace(/^(?=.)/gm, (_, offset: number) => (offset > 0 || atLineStart ? '  ' : ''));

  return {
    onEvent(event) {
      if (event.event === 'stream') {
        print(indent(event.text));
        atLineStart = event.text.endsWith('\n');
        return;
      }
      if (event.event === 'warning') {
        line(`Warning: ${event.message}`);
        return;
      }
      if (event.section !== section) {
        endSection();
        section = event.section;
        begin = performance.now();
      }
      line(`Cell ${event.number} of ${event.of}${section === '' ? '' : `: ${section}`}`);
    },
    end() {
      endSection();
      section = '';
    },
  };
}
