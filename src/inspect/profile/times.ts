/** Adds up what was measured: by module, by operation, by program. Times are milliseconds for one run. */
import type { ModuleSpan, OperationSpan, ProgramSpan, Run } from './spans.js';

/** How long a module took. */
export interface ModuleTime {
  /** As `Net.features.0`. */
  path: string;
  /** The class, as `Linear`. */
  type: string;
  /** In how many others it is. */
  depth: number;
  /** How often it was called. */
  calls: number;
  /** With the modules inside. */
  forward: number;
  /** Its gradients, with those of the modules inside. */
  backward: number;
  /** Forward and backward, without the modules inside. */
  self: number;
}

/** How long an operation took, over all its calls. */
export interface OperationTime {
  /** TensorFlow.js's kernel, as `BatchMatMul`. */
  name: string;
  /** How often it was run. */
  calls: number;
  /** In all its calls. */
  milliseconds: number;
  /** Floating-point operations, where it is a product or a convolution. */
  flops: number;
}

/** How long a program took. */
export interface ProgramTime {
  /** From 1, in the order in which they ran first. */
  number: number;
  /** How many operations it has. */
  operations: number;
  /** How often it was run. */
  calls: number;
  /** In all its calls. */
  milliseconds: number;
}

export function moduleTimes(runs: readonly Run<ModuleSpan>[]): ModuleTime[] {
  const times = new Map<string, ModuleTime>();
  // A module's span ends after those inside, and begins before.
  const spans = runs.flatMap((run) => run.spans.toSorted((a, b) => a.start - b.start));
  for (const { places, phase, milliseconds } of spans) {
    const innermost = places.length - 1;
    places.forEach(({ path, type }, depth) => {
      const time = times.get(path) ?? {
        ...{ path, type, depth, calls: 0, forward: 0, backward: 0, self: 0 },
      };
      times.set(path, time);
      const share = milliseconds / runs.length;
      const isForward = phase === 'forward';
      if (depth === innermost) {
        if (isForward) time.calls += 1 / runs.length;
        if (isForward) time.forward += share;
        time.self += share;
      } else if (isForward && depth === innermost - 1) time.self -= share;
      if (!isForward) time.backward += share;
    });
  }
  return [...times.values()].map((time) => ({ ...time, calls: Math.round(time.calls) }));
}

export function operationTimes(runs: readonly Run<OperationSpan>[]): OperationTime[] {
  const times = new Map<string, OperationTime>();
  for (const { name, milliseconds, flops } of runs.flatMap(({ spans }) => spans)) {
    const time = times.get(name) ?? { name, calls: 0, milliseconds: 0, flops: 0 };
    times.set(name, time);
    time.calls += 1 / runs.length;
    time.milliseconds += milliseconds / runs.length;
    time.flops += flops / runs.length;
  }
  return [...times.values()]
    .map((time) => ({ ...time, calls: Math.round(time.calls) }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
}

export function programTimes(runs: readonly Run<ProgramSpan>[]): ProgramTime[] {
  const times = new Map<object, ProgramTime>();
  for (const { executable, operations, milliseconds } of runs.flatMap(({ spans }) => spans)) {
    const number = times.size + 1;
    const time = times.get(executable) ?? { number, operations, calls: 0, milliseconds: 0 };
    times.set(executable, time);
    time.calls += 1 / runs.length;
    time.milliseconds += milliseconds / runs.length;
  }
  return [...times.values()];
}
