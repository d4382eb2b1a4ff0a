/** Causes of a loss of NaN that lie in the data: inputs, targets and labels, numbers of embeddings. */
import type { DataLoader } from '../../data/index.js';
import { labelOutOfRange } from '../../nn/functional/losses/class-mistakes.js';
import { Embedding, EmbeddingBag, type Module } from '../../nn/index.js';
import { Tensor } from '../../tensor/index.js';
import { inEvalMode } from '../eval-mode.js';
import { lookInOrder } from './in-order.js';

/** A text about what in the data makes a model's loss NaN, if something does. */
export function causeInData(net: Module, loader: DataLoader): string | undefined {
  return notFinite(loader) ?? labelsOutOfRange(net, loader) ?? numbersOutOfRange(net, loader);
}

/** Values are missing in tables; one is enough. */
function notFinite(loader: DataLoader): string | undefined {
  let before = 0;
  return lookInOrder(loader, (inputs, targets) => {
    for (const [what, tensor] of Object.entries({ inputs, targets })) {
      if (tensor.dtype !== 'float32') continue;
      const values = tensor.dataSync();
      const at = values.findIndex((value) => !Number.isFinite(value));
      if (at < 0) continue;
      const size = values.length / tensor.shape[0];
      return (
        `the loss is NaN because of the ${what}: sample ${before + Math.floor(at / size)} of the dataset has ` +
        `${values[at]} at place ${at % size}. Fill what is missing or leave the sample out, as by x.nanToNum() or ` +
        'x.at(x.isnan().any(1).logicalNot()); then make the model anew.'
      );
    }
    before += inputs.shape[0];
    return undefined;
  });
}

/** Class numbers that the model has no output for. */
function labelsOutOfRange(net: Module, loader: DataLoader): string | undefined {
  let classes: number | undefined;
  const text = lookInOrder<string | null>(loader, (inputs, targets) => {
    if (targets.dtype !== 'int32') return null;
    classes ??= net(inputs).shape.at(1);
    return labelOutOfRange(targets.dataSync(), classes ?? Infinity);
  });
  return text ?? undefined;
}

/** Numbers that an embedding has no row for. */
function numbersOutOfRange(net: Module, loader: DataLoader): string | undefined {
  let found: string | undefined;
  const handles = net.namedModules().flatMap(([path, module]) => {
    if (!(module instanceof Embedding || module instanceof EmbeddingBag)) return [];
    const rows = module.numEmbeddings;
    return module.registerForwardPreHook((_, inputs: readonly unknown[]) => {
      const [numbers] = inputs;
      if (!(numbers instanceof Tensor)) return;
      const wrong = numbers.dataSync().find((number) => !(number >= 0 && number < rows));
      if (wrong === undefined) return;
      found ??=
        `the loss is NaN because of a number out of range: ${wrong}, and ${path || 'the embedding'} has ${rows} rows, ` +
        `for 0 to ${rows - 1}. Give it more (numEmbeddings is the largest number and 1); then make the model anew.`;
    });
  });
  if (handles.length === 0) return undefined;
  try {
    return inEvalMode(net, () =>
      lookInOrder(loader, (inputs: Tensor) => {
        net(inputs);
        return found;
      }),
    );
  } finally {
    for (const handle of handles) handle.remove();
  }
}
