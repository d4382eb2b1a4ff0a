/** What is kept of each batch, for each kind of model. */
import { joined } from '../joined-arrays.js';
import { BCEWithLogitsLoss, CrossEntropyLoss, MSELoss } from '../nn/index.js';
import type { Tensor } from '../tensor/index.js';
import { FitError } from '../train/index.js';
import { isClassification } from '../train/validate.js';
import type { Gatherer } from './run-model.js';
import { ClassSamples, MultilabelSamples, NumberSamples } from './samples.js';

/** Logits `[batch, classes]` and int32 labels `[batch]`. */
export function gatherClasses(): Gatherer<ClassSamples> {
  const labels: number[] = [];
  const predicted: number[] = [];
  const probabilities: Float32Array[] = [];
  let classes = 0;
  return {
    criterion: new CrossEntropyLoss(),
    check(outputs, targets) {
      if (!isClassification(outputs, targets)) {
        throw new FitError(
          `evaluate expects logits of shape [batch, classes] and int32 labels of shape [batch]; the model ` +
            `gave [${outputs.shape.join(', ')}] and the loader's targets are [${targets.shape.join(', ')}]. ` +
            "Pass task: 'regression' for numbers, task: 'binary' for one logit a sample, or task: 'multilabel' for " +
            'targets of 0 and 1, [batch, labels].',
        );
      }
    },
    add(outputs, targets) {
      const [softmax, best] = [outputs.softmax(1), outputs.argmax(1)];
      classes = outputs.shape[1];
      labels.push(...targets.dataSync());
      predicted.push(...best.dataSync());
      probabilities.push(Float32Array.from(softmax.dataSync()));
    },
    done: () =>
      new ClassSamples(
        Int32Array.from(labels),
        Int32Array.from(predicted),
        joined(probabilities),
        classes,
      ),
  };
}

/** One logit for each sample, of the second of two classes; targets are 0 and 1. */
export function gatherBinary(): Gatherer<ClassSamples> {
  const loss = new BCEWithLogitsLoss();
  const labels: number[] = [];
  const positive: number[] = [];
  return {
    criterion: (outputs, targets) => loss(outputs, targets.to('float32').reshape(outputs.shape)),
    check(outputs, targets) {
      if ([outputs, targets].every((tensor) => tensor.numel() === targets.shape[0])) return;
      throw new FitError(
        "evaluate with task: 'binary' expects one logit and one target for each sample; the model " +
          `gave [${outputs.shape.join(', ')}] and the loader's targets are [${targets.shape.join(', ')}].`,
      );
    },
    add(outputs, targets) {
      positive.push(...outputs.sigmoid().dataSync());
      for (const label of targets.dataSync()) {
        if (label !== 0 && label !== 1) {
          throw new FitError(
            `evaluate with task: 'binary' expects targets of 0 or 1; target ${labels.length} is ${label}.`,
          );
        }
        labels.push(label);
      }
    },
    done: () =>
      new ClassSamples(
        Int32Array.from(labels),
        Int32Array.from(positive, (probability) => Number(probability > 0.5)),
        Float32Array.from(positive.flatMap((probability) => [1 - probability, probability])),
        2,
      ),
  };
}

/** A logit for each of several labels, `[batch, labels]`; targets are 0 and 1, of the same shape. */
export function gatherLabels(): Gatherer<MultilabelSamples> {
  const loss = new BCEWithLogitsLoss();
  const labels: Float32Array[] = [];
  const probabilities: Float32Array[] = [];
  let columns = 1;
  let samples = 0;
  return {
    criterion: (outputs, targets) => loss(outputs, targets.to('float32')),
    check(outputs, targets) {
      const isTable = outputs.ndim === 2 && outputs.shape[1] > 1;
      if (isTable && `${outputs.shape}` === `${targets.shape}`) return;
      throw new FitError(
        "evaluate with task: 'multilabel' expects a logit and a target of 0 or 1 for each of several labels, " +
          `[batch, labels]; the model gave [${outputs.shape.join(', ')}] and the loader's targets are ` +
          `[${targets.shape.join(', ')}]. For one label pass task: 'binary'; a class number for each sample is ` +
          "task: 'multiclass', the default.",
      );
    },
    add(outputs, targets) {
      columns = outputs.shape[1];
      const values = targets.dataSync();
      const wrong = values.findIndex((value) => value !== 0 && value !== 1);
      if (wrong >= 0) {
        throw new FitError(
          `evaluate with task: 'multilabel' expects targets of 0 or 1; label ${wrong % columns} of sample ` +
            `${samples + Math.floor(wrong / columns)} is ${values[wrong]}.`,
        );
      }
      samples += outputs.shape[0];
      labels.push(Float32Array.from(values));
      probabilities.push(Float32Array.from(outputs.sigmoid().dataSync()));
    },
    done() {
      const all = joined(probabilities);
      const predicted = Int32Array.from(all, (probability) => Number(probability > 0.5));
      return new MultilabelSamples(Int32Array.from(joined(labels)), predicted, all, columns);
    },
  };
}

/** Numbers, `[batch]` or `[batch, outputs]`, and targets of as many. */
export function gatherNumbers(): Gatherer<NumberSamples> {
  const loss = new MSELoss();
  const targetParts: Float32Array[] = [];
  const predictedParts: Float32Array[] = [];
  let outputsEach = 1;
  const asTargets = (outputs: Tensor, targets: Tensor) =>
    targets.to('float32').reshape(outputs.shape);
  return {
    criterion: (outputs, targets) => loss(outputs, asTargets(outputs, targets)),
    check(outputs, targets) {
      const [batch] = targets.shape;
      if (outputs.shape[0] === batch && outputs.numel() === targets.numel()) return;
      throw new FitError(
        "evaluate with task: 'regression' expects as many outputs as targets; the model gave " +
          `[${outputs.shape.join(', ')}] and the loader's targets are [${targets.shape.join(', ')}].`,
      );
    },
    add(outputs, targets) {
      outputsEach = targets.numel() / targets.shape[0];
      targetParts.push(Float32Array.from(targets.dataSync()));
      predictedParts.push(Float32Array.from(outputs.dataSync()));
    },
    done: () => new NumberSamples(joined(targetParts), joined(predictedParts), outputsEach),
  };
}
