/** `interact`: a function whose arguments are set by controls, as ipywidgets has it. */
import { currentNotebook } from '../current-notebook.js';
import { onInterrupt } from '../interrupt.js';
import { isFigure } from '../plots/figure.js';
import { show } from '../plots/index.js';
import { ensurePlotly, hasPlotly } from '../plots/plotly-script.js';
import { type Abbreviation, controlOf, Fixed, type Source, type ValueOf } from './abbreviations.js';
import { VBox } from './boxes.js';
import { Button } from './button.js';
import { Output } from './output.js';
import type { Widget } from './widget.js';

type Abbreviations = Readonly<Record<string, Abbreviation>>;

/** The arguments that controls of these abbreviations give. */
export type Arguments<A> = { [N in keyof A]: ValueOf<A[N]> };

/** Options of {@link interact}. */
export interface InteractOptions {
  /** Runs the function when its button is pressed, and not at each change. */
  readonly manual?: boolean;
  /** What stands on that button. */
  readonly manualName?: string;
}

/**
 * Shows controls, and what a function gives for them: each change runs it again. A plotly figure that
 * it gives is drawn, any other value displayed. While an asynchronous function runs, later changes
 * wait, and the last of them counts.
 *
 * @example
 * interact(({ k, curve }) => plots.line(xs.map((x) => Math[curve](k * x))), { k: [1, 10], curve: ['sin', 'cos'] });
 *
 * @throws WidgetError for an argument that no control can be made of
 */
export function interact<const A extends Abbreviations>(
  fn: (given: Arguments<A>) => unknown,
  controls: A,
  options: InteractOptions = {},
): void {
  const view = interactive(fn, controls, options);
  currentNotebook()?.show?.(view);
}

/** As `interact`, and gives the box of the controls instead of showing it. */
export function interactive<const A extends Abbreviations>(
  fn: (given: Arguments<A>) => unknown,
  controls: A,
  options: InteractOptions = {},
): Interactive<A> {
  return new Interactive(fn, controls, options);
}

export class Interactive<A extends Abbreviations> extends VBox {
  /** Where what the function shows and gives appears. */
  readonly output: Output;
  readonly #fn: (given: Arguments<A>) => unknown;
  readonly #sources: readonly (readonly [string, Source])[];
  #result: unknown;
  #running: Promise<void> | undefined;
  /** Aborted when the run is interrupted. */
  #signal: AbortSignal | undefined;
  #isStale = false;

  constructor(
    fn: (given: Arguments<A>) => unknown,
    controls: A,
    { manual = false, manualName = 'Run Interact' }: InteractOptions,
  ) {
    const sources = Object.entries(controls).map(
      ([name, given]) => [name, controlOf(name, given)] as const,
    );
    const widgets = sources.flatMap(([, source]) => (source instanceof Fixed ? [] : [source]));
    const button = new Button({ description: manualName });
    const output = new Output();
    super([...widgets, ...(manual ? [button] : []), output], { domClasses: ['widget-interact'] });
    this.output = output;
    this.#fn = fn;
    this.#sources = sources;
    if (manual) {
      button.onClick(() => this.update());
      return;
    }
    for (const widget of widgets) asValue(widget).observe(() => this.update(), 'value');
    this.update();
  }

  /** What the function gave last. */
  get result(): unknown {
    return this.#result;
  }

  /** The arguments as the controls have them now. */
  get arguments(): Arguments<A> {
    const entries = this.#sources.map(([name, source]) => [name, source.value]);
    return Object.fromEntries(entries);
  }

  /** Runs the function; the promise, where it is asynchronous, is kept when the last run has ended. */
  update(): Promise<void> | undefined {
    this.#isStale = true;
    // An interrupt may end what would have come after the run, too.
    if (this.#signal?.aborted) this.#running = undefined;
    this.#running ??= this.#catchUp();
    return this.#running;
  }

  /** Runs until nothing has changed meanwhile. */
  #catchUp(): Promise<void> | undefined {
    this.#isStale = false;
    this.#signal = currentNotebook()?.signal;
    const run = this.output.capture(() => this.#run());
    if (!(run instanceof Promise)) return undefined;
    return overOrInterrupted(run).then(() => {
      this.#running = undefined;
      return this.#isStale ? this.update() : undefined;
    });
  }

  /** What the function throws is shown in its place. */
  #run(): Promise<void> | undefined {
    currentNotebook()?.clearOutput?.(true);
    try {
      const result = this.#fn(this.arguments);
      if (result instanceof Promise)
        return result.then((value) => this.#show(value), console.error);
      this.#show(result);
    } catch (error) {
      console.error(error);
    }
    return undefined;
  }

  #show(result: unknown): void {
    this.#result = result;
    const notebook = currentNotebook();
    if (isFigure(result)) {
      // Not where the next change takes it away.
      if (notebook && !hasPlotly(notebook)) this.output.bypass(() => ensurePlotly(notebook));
      show(result);
    } else if (result !== undefined) notebook?.show?.(result);
  }
}

/** When a run has ended, or is interrupted: what it waits for may never come then. */
async function overOrInterrupted(run: Promise<void>): Promise<void> {
  let forget = () => {};
  const interrupted = new Promise<void>((resolve) => {
    forget = onInterrupt(resolve);
  });
  await Promise.race([run, interrupted]);
  forget();
}

/** A widget of which only the value counts. */
function asValue(widget: Widget & { value: unknown }): Widget<{ value: unknown }> {
  return widget as Widget<{ value: unknown }>;
}
