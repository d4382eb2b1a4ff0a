/**
 * Spans in Chrome's format, for chrome://tracing and Perfetto. See
 * {@link https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU | Trace Event Format}.
 */
import type { Run, Span } from './spans.js';

/** Something that took its time. */
export interface TraceEvent {
  /** What it was. */
  name: string;
  /** `X`: a complete event; `M`: what a process is called. */
  ph: 'X' | 'M';
  /** A process: one for each way of measuring. */
  pid: number;
  /** A row in its process. */
  tid: number;
  /** The kind of what took the time. */
  cat?: string;
  /** Microseconds. */
  ts?: number;
  /** How long it took, in microseconds. */
  dur?: number;
  /** What more is known of it. */
  args?: Record<string, unknown>;
}

/** What chrome://tracing and Perfetto open. */
export interface ChromeTrace {
  /** What happened, in no order. */
  traceEvents: TraceEvent[];
  /** In which times are shown. */
  displayTimeUnit: 'ms';
}

/** Each way of measuring is a process of its own, for these are different runs. */
export function chromeTrace(runs: Readonly<Record<string, Run<Span> | undefined>>): ChromeTrace {
  const traceEvents = Object.entries(runs).flatMap(([name, run], i): TraceEvent[] => {
    if (!run) return [];
    const process = { pid: i + 1, tid: 1 };
    const events = run.spans.map(
      ({ name, start, milliseconds, ...rest }): TraceEvent => ({
        name,
        ph: 'X',
        cat: 'phase' in rest ? String(rest.phase) : 'program',
        ...process,
        ts: (start - run.start) * 1000,
        dur: milliseconds * 1000,
      }),
    );
    return [{ name: 'process_name', ph: 'M', ...process, args: { name } }, ...events];
  });
  return { traceEvents, displayTimeUnit: 'ms' };
}
