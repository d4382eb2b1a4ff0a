/** Measures one run of a function, in one of three ways. */
import * as tf from '@tensorflow/tfjs-core';
import { type CallWatcher, watchCalls } from '../../nn/module-call.js';
import { flush, type OperationNode, watchOperations } from '../../tensor/index.js';
import { watchRuns } from '../../xla/index.js';
import { flopsOf } from '../flops.js';
import { watchKernels } from '../kernel-calls.js';

/** When something ran. Times are milliseconds, by `performance.now()`. */
export interface Span {
  readonly name: string;
  readonly start: number;
  readonly milliseconds: number;
}

export type Phase = 'forward' | 'backward' | 'other';

/** A module, as `Net.fc1` of the class `Linear`. */
export interface Place {
  readonly path: string;
  readonly type: string;
}

export interface ModuleSpan extends Span {
  readonly phase: Phase;
  /** The module and those that it is in, from the outermost. */
  readonly places: readonly Place[];
}

export interface OperationSpan extends Span {
  readonly phase: Phase;
  readonly flops: number;
}

export interface ProgramSpan extends Span {
  readonly executable: object;
  /** Operations of the graph. */
  readonly operations: number;
}

/** One measured run. */
export interface Run<S> {
  readonly start: number;
  readonly milliseconds: number;
  readonly spans: readonly S[];
}

/** Runs the function as it is, and tells the programs that the engine ran. */
export async function measurePrograms(body: () => unknown): Promise<Run<ProgramSpan>> {
  const onEngine = tf.getBackend() === 'xla';
  return measured(body, (add) => {
    if (!onEngine) return () => {};
    watchRuns(({ executable, nodes, start, milliseconds }) => {
      const name = `program of ${nodes} operations`;
      add({ name, start, milliseconds, executable, operations: nodes });
    });
    return () => watchRuns(undefined);
  });
}

/** Runs what is pending whenever a module begins or ends, so that its time is its own. */
export async function measureModules(body: () => unknown): Promise<Run<ModuleSpan>> {
  return measured(body, (add) =>
    watchModules({
      settle: true,
      onSpan: add,
    }),
  );
}

/** Runs each operation by itself. */
export async function measureOperations(body: () => unknown): Promise<Run<OperationSpan>> {
  return measured(body, (add) => {
    const where: { phase: Phase } = { phase: 'other' };
    const endModules = watchModules({
      settle: false,
      onPhase: (phase) => {
        where.phase = phase;
      },
    });
    const endKernels = watchKernels((call) => {
      flush();
      const { kernel: name, start } = call;
      const milliseconds = performance.now() - start;
      add({ name, start, milliseconds, phase: where.phase, flops: flopsOf(call) });
    });
    return () => {
      endKernels();
      endModules();
    };
  });
}

async function measured<S>(
  body: () => unknown,
  watch: (add: (span: S) => void) => () => void,
): Promise<Run<S>> {
  const spans: S[] = [];
  flush();
  const waiting = waitForPrograms();
  const end = watch((span) => spans.push(span));
  const start = performance.now();
  try {
    await body();
    flush();
    return { start, milliseconds: performance.now() - start, spans };
  } finally {
    end();
    waiting();
  }
}

/** Has each program waited for, where none else watches, so that times are of work and not of its start. */
function waitForPrograms(): () => void {
  if (tf.getBackend() !== 'xla') return () => {};
  watchRuns(() => {});
  return () => watchRuns(undefined);
}

interface ModuleWatch {
  /** Whether to run what is pending where a module begins and ends. */
  readonly settle: boolean;
  readonly onSpan?: (span: ModuleSpan) => void;
  readonly onPhase?: (phase: Phase) => void;
}

function watchModules({ settle, onSpan, onPhase }: ModuleWatch): () => void {
  /** The modules that are running, from the outermost. */
  let places: readonly Place[] = [];
  let paths = new Map<object, string>();
  const owners = new WeakMap<OperationNode, readonly Place[]>();
  const span = <T>(at: readonly Place[], phase: Phase, run: () => T): T => {
    if (settle) flush();
    onPhase?.(phase);
    const start = performance.now();
    try {
      return run();
    } finally {
      if (settle) flush();
      const name = at.at(-1)?.path ?? '';
      onSpan?.({ name, start, milliseconds: performance.now() - start, phase, places: at });
    }
  };
  const call: CallWatcher = (module, run) => {
    const outer = places;
    if (outer.length === 0) {
      const root = module.constructor.name;
      paths = new Map(
        module.namedModules().map(([path, one]) => [one, path === '' ? root : `${root}.${path}`]),
      );
    }
    const type = module.constructor.name;
    places = [...outer, { path: paths.get(module) ?? type, type }];
    try {
      return span(places, 'forward', run);
    } finally {
      places = outer;
      onPhase?.(outer.length > 0 ? 'forward' : 'other');
    }
  };
  watchCalls(call);
  watchOperations({
    onCreate: (node) => void owners.set(node, places),
    onBackward: (node, rule) => {
      const at = owners.get(node) ?? [];
      try {
        return at.length > 0 ? span(at, 'backward', rule) : rule();
      } finally {
        onPhase?.('other');
      }
    },
  });
  return () => {
    watchCalls(undefined);
    watchOperations(undefined);
  };
}
