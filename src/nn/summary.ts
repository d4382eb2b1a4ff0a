/**
 * `summary`: a model's layers, output shapes and parameters as a table, after torchinfo.
 * The shapes are those that a real forward pass gives, so a model that can't run says why.
 */
import * as tf from '@tensorflow/tfjs-core';
import { noGrad, Tensor } from '../tensor/index.js';
import type { Module } from './module.js';

export interface SummaryRow {
  /** The layer's path and class, as `fc1 (Linear)`. */
  layer: string;
  outputShape: number[];
  parameters: number;
}

export interface Summary {
  rows: SummaryRow[];
  parameters: number;
  trainable: number;
  toString(): string;
}

/**
 * @param inputShape with the batch, as `[1, 1, 28, 28]`.
 * @throws ShapeError when the model can't take such an input.
 */
export function summary(net: Module, inputShape: readonly number[]): Summary {
  const rows: SummaryRow[] = [];
  const restore = recordForward(net, rows);
  const wasTraining = net.training;
  net.eval();
  try {
    noGrad(() => net(Tensor.fromTfjs(tf.zeros([...inputShape]))));
  } finally {
    net.train(wasTraining);
    restore();
  }
  const all = net.parameters();
  const parameters = count(all);
  const trainable = count(all.filter((parameter) => parameter.requiresGrad));
  return { rows, parameters, trainable, toString: () => table(rows, parameters, trainable) };
}

/** Puts a recording `forward` before that of each layer without children; gives the way back. */
function recordForward(net: Module, rows: SummaryRow[]): () => void {
  const leaves = [...net.namedModules()].filter(([, module]) => module.children().length === 0);
  for (const [path, module] of leaves) {
    const forward = module.forward.bind(module);
    module.forward = (...inputs: Parameters<typeof forward>) => {
      const output = forward(...inputs);
      rows.push({
        layer: `${path || 'model'} (${module.constructor.name})`,
        outputShape: [...output.shape],
        parameters: count(module.parameters()),
      });
      return output;
    };
  }
  return () => {
    for (const [, module] of leaves) Reflect.deleteProperty(module, 'forward');
  };
}

function count(parameters: readonly Tensor[]): number {
  return parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);
}

function table(rows: readonly SummaryRow[], parameters: number, trainable: number): string {
  const cells = rows.map((row) => [
    row.layer,
    `[${row.outputShape.join(', ')}]`,
    row.parameters.toLocaleString('en'),
  ]);
  const head = ['Layer', 'Output shape', 'Parameters'];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i].length)),
  );
  const line = ([layer, shape, size]: readonly string[]) =>
    `${layer.padEnd(widths[0])}  ${shape.padEnd(widths[1])}  ${size.padStart(widths[2])}`;
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    line(head),
    rule,
    ...cells.map(line),
    rule,
    `Parameters: ${parameters.toLocaleString('en')} (${trainable.toLocaleString('en')} trainable)`,
  ].join('\n');
}
