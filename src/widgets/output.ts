/** `Output`: a place for what code prints and displays. */
import { currentNotebook, type MimeBundle } from '../current-notebook.js';
import { onInterrupt } from '../interrupt.js';
import { domWidget } from './dom-widget.js';

/** An output as notebook files have it. */
export interface SavedOutput {
  /** Jupyter's kind of output, as `stream`. */
  readonly output_type: string;
  readonly [field: string]: unknown;
}

const BaseOutput = domWidget({
  frontEnd: {
    module: '@jupyter-widgets/output',
    version: '1.0.0',
    model: 'OutputModel',
    view: 'OutputView',
  },
  state: {
    /** The request whose outputs the front end puts here; empty while none are. */
    msgId: '',
    outputs: [] as readonly SavedOutput[],
  },
  parts: {},
});

/**
 * A place for outputs, which can be filled from anywhere.
 * @example
 * const out = new Output();
 * out.capture(() => console.log('this stands in the widget'));
 */
export class Output extends BaseOutput {
  /** Those that have not ended, and what is aborted when they are interrupted. */
  readonly #captures = new Map<symbol, AbortSignal | undefined>();

  /**
   * Runs a function, and gives what it gives. What is shown until it has ended stands here: also what
   * other code of the same cell or handler shows while an asynchronous one awaits.
   */
  capture<T>(run: () => T): T {
    const { requestId = '', signal } = currentNotebook() ?? {};
    const capture = Symbol('capture');
    // An interrupt may have ended what would have taken them away, too.
    for (const [earlier, its] of this.#captures) if (its?.aborted) this.#captures.delete(earlier);
    this.#captures.set(capture, signal);
    this.msgId = requestId;
    const end = () => {
      forget();
      this.#captures.delete(capture);
      if (this.#captures.size === 0) this.msgId = '';
    };
    let forget = () => {};
    // Such an end runs no `finally`, and what an asynchronous function waits for may never come.
    forget = onInterrupt(end);
    let isLater = false;
    try {
      const result = run();
      if (!(result instanceof Promise)) return result;
      isLater = true;
      return result.finally(end) as T;
    } finally {
      if (!isLater) end();
    }
  }

  /** Runs a function within a `capture`, whose outputs stay out of this widget. */
  bypass(run: () => void): void {
    const { msgId } = this;
    this.msgId = '';
    run();
    this.msgId = msgId;
  }

  /** Takes everything away; with `wait`, when the next output comes. */
  clearOutput(wait = false): void {
    this.capture(() => currentNotebook()?.clearOutput?.(wait));
  }

  /** Adds text, also after the cell or handler has ended. */
  appendStdout(text: string): void {
    this.#append({ output_type: 'stream', name: 'stdout', text });
  }

  /** Adds text as what is written to stderr. */
  appendStderr(text: string): void {
    this.#append({ output_type: 'stream', name: 'stderr', text });
  }

  /** Adds a display, by its MIME types. */
  appendDisplayData(data: MimeBundle, metadata: Record<string, unknown> = {}): void {
    this.#append({ output_type: 'display_data', data, metadata });
  }

  #append(output: SavedOutput): void {
    this.outputs = [...this.outputs, output];
  }
}
