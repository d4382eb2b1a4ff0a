/** What a summary shows of a layer, as text. */
import type { Layer } from './layer.js';

/** What a summary can show of a layer. */
export type Column =
  | 'inputSize'
  | 'outputSize'
  | 'numParams'
  | 'paramsPercent'
  | 'multAdds'
  | 'flops'
  | 'trainable';

interface Shown {
  readonly title: string;
  /** @param atDepth whether the layers inside are not shown, so that this one stands for them */
  text(layer: Layer, atDepth: boolean, totalParams: number): string;
}

const NONE = '--';
const RECURSIVE = '(recursive)';

export const COLUMNS: Readonly<Record<Column, Shown>> = {
  inputSize: { title: 'Input Shape', text: ({ inputSize }) => shape(inputSize) },
  outputSize: { title: 'Output Shape', text: ({ outputSize }) => shape(outputSize) },
  numParams: {
    title: 'Param #',
    text(layer, atDepth) {
      if (layer.numParams === 0) return NONE;
      if (layer.isRecursive) return RECURSIVE;
      if (!atDepth && !layer.isLeaf) return layer.ownParams > 0 ? grouped(layer.ownParams) : NONE;
      return layer.trainableParams > 0 ? grouped(layer.numParams) : `(${grouped(layer.numParams)})`;
    },
  },
  paramsPercent: {
    title: 'Param %',
    text(layer, atDepth, totalParams) {
      if (layer.isRecursive && totalParams > 0) return RECURSIVE;
      const params = atDepth || layer.isLeaf ? layer.numParams : layer.ownParams;
      if (params === 0) return `     ${NONE}`;
      return `${((100 * params) / totalParams).toFixed(2)}%`.padStart(7);
    },
  },
  multAdds: {
    title: 'Mult-Adds',
    text(layer, atDepth) {
      if (layer.multAdds <= 0) return NONE;
      if (layer.isLeaf) return grouped(layer.multAdds);
      return atDepth ? grouped(sumOfLeaves(layer.inside)) : NONE;
    },
  },
  flops: {
    title: 'Flops',
    text: ({ flops }) => (flops > 0 ? grouped(flops) : NONE),
  },
  trainable: { title: 'Trainable', text: ({ trainable }) => trainable ?? NONE },
};

export const sumOfLeaves = (layers: readonly Layer[]): number =>
  layers.reduce((sum, layer) => sum + (layer.isLeaf ? layer.multAdds : 0), 0);

export const grouped = (count: number): string => count.toLocaleString('en');

const shape = (size: readonly number[] | undefined): string =>
  size === undefined ? NONE : `[${size.join(', ')}]`;
