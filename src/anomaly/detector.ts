/**
 * Looks at what every kernel gives. The verdicts stay on the device and are read together when a pass of `backward` or a
 * step ends, so that the engine still runs whole programs.
 */
import * as tf from '@tensorflow/tfjs-core';
import { type KernelCall, watchKernels } from '../inspect/kernel-calls.js';
import { Origin } from '../origin.js';
import { isRecordingStep } from '../random/index.js';
import { type OperationNode, watchFlush, watchOperations } from '../tensor/index.js';
import { type Anomaly, AnomalyError } from './errors.js';

/** 0 for finite numbers, 1 with an infinity among them, 2 with a NaN. */
type Verdict = 0 | 1 | 2;

interface Note {
  /** The verdict on the device, `[]`. */
  readonly verdict: tf.Tensor;
  readonly isInput: boolean;
  readonly operation: string;
  readonly shape: readonly number[];
  readonly origin: Origin;
  /** The operation whose gradient it is part of, and where that was called. */
  readonly backward: { readonly name: string; readonly origin: Origin | undefined } | undefined;
  /** The data that it was computed from. */
  readonly inputs: readonly object[];
  readonly data: object;
}

/** So many verdicts are read even where no step ends. */
const MOST = 4096;

/** PyTorch's names, where they are not TensorFlow.js's in small letters. */
const NAMES: Readonly<Record<string, string>> = {
  BatchMatMul: 'matmul',
  Multiply: 'mul',
  RealDiv: 'div',
  Conv2D: 'conv2d',
  GatherV2: 'gather',
  LogSoftmax: 'logSoftmax',
};

export class Detector {
  readonly #infinities: boolean;
  readonly #notes: Note[] = [];
  /** What has a verdict. */
  readonly #known = new WeakSet<object>();
  readonly #callers = new WeakMap<OperationNode, Origin>();
  readonly #end: () => void;
  #backward: OperationNode | undefined;
  #isLooking = false;

  constructor({ infinities }: { readonly infinities: boolean }) {
    this.#infinities = infinities;
    const endKernels = watchKernels((call) => this.#see(call));
    watchFlush(() => this.check());
    watchOperations({
      onCreate: (node) => void this.#callers.set(node, new Origin()),
      onBackward: (node, rule) => {
        const outer = this.#backward;
        this.#backward = node;
        try {
          return rule();
        } finally {
          this.#backward = outer;
        }
      },
      onPassEnd: () => this.check(),
    });
    this.#end = () => {
      endKernels();
      watchFlush(undefined);
      watchOperations(undefined);
    };
  }

  /** Looks no longer; what was not read is forgotten. */
  end(): void {
    this.#end();
    tf.dispose(this.#notes.splice(0).map(({ verdict }) => verdict));
  }

  /**
   * Reads the verdicts.
   * @throws AnomalyError for the first that is bad.
   */
  check(): void {
    if (this.#isLooking || isRecordingStep()) return;
    const notes = this.#notes.splice(0);
    if (notes.length === 0) return;
    const verdicts = this.#unseen(() => {
      const all = tf.tidy(() => tf.stack(notes.map(({ verdict }) => verdict)));
      const values = Array.from(all.dataSync(), (value) => value as Verdict);
      tf.dispose([all, ...notes.map(({ verdict }) => verdict)]);
      return values;
    });
    const worst = this.#infinities ? 1 : 2;
    const isBad = (note: Note, i: number) => !note.isInput && verdicts[i] >= worst;
    const first = notes.findIndex(isBad);
    if (first < 0) return;
    // What it was given may have it already: then that is what to look for.
    const { inputs } = notes[first];
    const given = notes.findIndex(
      (note, i) => note.isInput && verdicts[i] >= worst && inputs.includes(note.data),
    );
    const at = given < 0 ? first : given;
    const cause = verdicts[at] === 2 ? madeInfinity(notes, verdicts, at) : undefined;
    throw new AnomalyError(anomalyOf(notes[at], verdicts[at]), cause);
  }

  #see({ kernel, inputs, outputs }: KernelCall): void {
    if (this.#isLooking || isRecordingStep()) return;
    const origin = new Origin();
    const operation = NAMES[kernel] ?? kernel[0].toLowerCase() + kernel.slice(1);
    const node = this.#backward;
    const backward = node && { name: node.name, origin: this.#callers.get(node) };
    const given = Object.values(inputs).flatMap((input) => input ?? []);
    const note = (tensor: tf.Tensor, isInput: boolean) => {
      if (tensor.dtype !== 'float32' || tensor.size === 0 || this.#known.has(tensor.dataId)) return;
      this.#known.add(tensor.dataId);
      const verdict = this.#unseen(() => verdictOf(tensor));
      const data = tensor.dataId;
      const from = given.map(({ dataId }) => dataId);
      const { shape } = tensor;
      this.#notes.push({
        verdict,
        isInput,
        operation,
        shape,
        origin,
        backward,
        inputs: from,
        data,
      });
    };
    for (const tensor of given) note(tensor, true);
    // What is made of nothing is a number of the person's own.
    for (const tensor of outputs) note(tensor, given.length === 0);
    if (this.#notes.length >= MOST) this.check();
  }

  /** What is computed for the looking's sake is not looked at. */
  #unseen<T>(body: () => T): T {
    this.#isLooking = true;
    try {
      return body();
    } finally {
      this.#isLooking = false;
    }
  }
}

function verdictOf(tensor: tf.Tensor): tf.Tensor {
  return tf.keep(
    tf.tidy(() => {
      const nan = tf.mul(tf.cast(tf.any(tf.isNaN(tensor)), 'float32'), 2);
      return tf.maximum(nan, tf.cast(tf.any(tf.isInf(tensor)), 'float32'));
    }),
  );
}

/** The first infinity before a NaN that finite numbers gave. */
function madeInfinity(
  notes: readonly Note[],
  verdicts: readonly Verdict[],
  end: number,
): Anomaly | undefined {
  const infinite = new Set<object>();
  for (const [i, note] of notes.slice(0, end).entries()) {
    if (verdicts[i] === 0) continue;
    const isMade = !note.isInput && !note.inputs.some((input) => infinite.has(input));
    if (isMade) return anomalyOf(note, verdicts[i]);
    infinite.add(note.data);
  }
  return undefined;
}

function anomalyOf(note: Note, verdict: Verdict): Anomaly {
  const { operation, shape, isInput, origin, backward } = note;
  const place = backward ? backward.origin : origin;
  return {
    kind: verdict === 2 ? 'NaN' : 'infinity',
    from: isInput ? 'input' : backward ? 'backward' : 'forward',
    operation: backward?.name ?? operation,
    shape,
    module: place?.module,
    line: place?.line,
  };
}
