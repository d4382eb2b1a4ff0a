/** Shows a notebook's progress on the terminal: each cell as it starts, and what it prints. */
import type { ExecuteOptions } from '../notebook/index.js';

type OnEvent = NonNullable<ExecuteOptions['onEvent']>;

export function relay(
  print: (text: string) => void = (text) => process.stdout.write(text),
): OnEvent {
  let atLineStart = true;
  return (event) => {
    if (event.event === 'cell') {
      print(`${atLineStart ? '' : '\n'}Cell ${event.number} of ${event.of}\n`);
      atLineStart = true;
      return;
    }
    print(
      event.text.replace(/^(?=.)/gm, (_, offset: number) =>
        offset > 0 || atLineStart ? '  ' : '',
      ),
    );
    atLineStart = event.text.endsWith('\n');
  };
}
