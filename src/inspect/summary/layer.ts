/** A row of a summary: one call of a module, after torchinfo's `LayerInfo`. */
import { PackedSequence } from '../../nn/utils/packed-sequence.js';
import { sizeOf, Tensor } from '../../tensor/index.js';
import { type AnyModule, bytesOf } from '../model-input.js';

/** One call of a module, a row of a summary. torchinfo: `LayerInfo`. */
export class Layer {
  /** Which layer of its depth it is, from 1; set when all are known. */
  index = 0;
  /** The layers inside that were called. */
  inside: readonly Layer[] = [];
  /** Undefined for modules that are not called themselves, as a ModuleList. */
  inputSize: readonly number[] | undefined;
  /** The shape of the result; undefined as `inputSize`. */
  outputSize: readonly number[] | undefined;
  /** Bytes of the result. */
  outputBytes = 0;
  /** Whether the module is in an earlier row. */
  isRecursive = false;
  /** How many numbers its parameters have. */
  readonly numParams: number;
  /** How many of them are learnt. */
  readonly trainableParams: number;
  /** Has no modules inside. */
  readonly isLeaf: boolean;
  /** Products by torchinfo's rule, which knows parameters and outputs only. */
  multAdds = 0;
  /** Floating-point operations of its products and convolutions, with those of the layers inside. */
  flops = 0;

  constructor(
    /** The module that was called. */
    readonly module: AnyModule,
    /** The field that holds it; the class for the model itself. */
    readonly name: string,
    /** How many modules it is inside of. */
    readonly depth: number,
    /** The layer that called it. */
    readonly parent: Layer | undefined,
  ) {
    const parameters = module.parameters();
    this.numParams = countOf(parameters);
    this.trainableParams = countOf(parameters.filter(({ requiresGrad }) => requiresGrad));
    this.isLeaf = module.children().length === 0;
  }

  /** The class, as `Linear`. */
  get type(): string {
    return this.module.constructor.name;
  }

  /** Whether its parameters are learnt; undefined where there are none. */
  get trainable(): 'True' | 'False' | 'Partial' | undefined {
    if (this.numParams === 0) return undefined;
    if (this.trainableParams === 0) return 'False';
    return this.trainableParams === this.numParams ? 'True' : 'Partial';
  }

  /** Parameters that no layer inside has. */
  get ownParams(): number {
    const first = this.inside.filter(({ isRecursive }) => !isRecursive);
    return first.reduce(
      (left, layer) => left - (layer.isLeaf ? layer.numParams : layer.ownParams),
      this.numParams,
    );
  }

  /** Notes what the call took and gave. */
  called(inputs: readonly unknown[], output: unknown): void {
    this.inputSize = firstTensor(inputs)?.shape;
    const given = firstTensor(output);
    this.outputSize = given?.shape;
    this.outputBytes = given === undefined ? 0 : bytesOf(given);
    this.multAdds = multAdds(this.module, given?.shape ?? []);
  }
}

const countOf = (parameters: readonly Tensor[]): number =>
  parameters.reduce((sum, parameter) => sum + parameter.numel(), 0);

/** The one whose shape stands for an input or a result of several parts. */
function firstTensor(value: unknown): Tensor | undefined {
  if (value instanceof Tensor) return value;
  if (value instanceof PackedSequence) return value.data;
  if (Array.isArray(value)) return firstTensor(value[0]);
  return undefined;
}

/** torchinfo's rule: each weight once for a sample, in convolutions for each place, in recurrent layers for each step. */
function multAdds(module: AnyModule, output: readonly number[]): number {
  const [batch = 1, steps = 1, ...space] = output;
  return module.namedParameters().reduce((sum, [name, parameter]) => {
    const count = parameter.numel();
    if (name === 'weight' || name === 'bias') {
      const isConvolution = module.constructor.name.includes('Conv');
      return sum + count * batch * (isConvolution ? sizeOf(space) : 1);
    }
    return /weight|bias/.test(name) ? sum + count * batch * steps : sum;
  }, 0);
}
