/**
 * `summary`: a model's layers, their shapes, parameters and work as a table. See {@link https://github.com/TylerYep/torchinfo}.
 * The shapes are those that a real forward pass gives, so a model that can't run says why.
 */

import { Shown } from '../../shown.js';
import { withDefaults } from '../../tensor/options.js';
import { type AnyModule, bytesOf, inputTensors, type ModelInput } from '../model-input.js';
import { summaryHtml } from './html.js';
import type { Layer } from './layer.js';
import { recordLayers } from './record.js';
import { type Form, summaryText } from './text.js';
import { type Totals, totalsOf } from './totals.js';

/** Options of {@link summary}. */
export interface SummaryOptions extends Partial<Form> {
  /** In which the model is tried. Default `'eval'`. */
  mode?: 'eval' | 'train';
}

/** What `summary` found. Its text is torchinfo's. */
export class Summary extends Shown {
  /** What the layers come to. */
  readonly totals: Totals;
  readonly #form: Form;

  constructor(
    /** In the order of the calls, each before those inside. */
    readonly layers: readonly Layer[],
    inputBytes: number,
    form: Form,
  ) {
    super();
    this.totals = totalsOf(layers, inputBytes);
    this.#form = form;
  }

  /** The table, as torchinfo prints it. */
  override toString(): string {
    return summaryText(this.layers, this.totals, this.#form);
  }

  protected override rich(): Record<string, unknown> {
    return { 'text/html': summaryHtml(this.layers, this.totals, this.#form.depth) };
  }
}

/**
 * Runs the model once, without gradients, and gives its layers as a table. PyTorch: `torchinfo.summary`.
 *
 * @param input a shape with the batch, as `[1, 1, 28, 28]`, which is filled with zeros, or a tensor; lists of these
 * for a model of several inputs
 * @throws ShapeError when the model can't take such an input.
 * @throws OptionError when `input` is none.
 */
export function summary(net: AnyModule, input: ModelInput, options: SummaryOptions = {}): Summary {
  const { mode, ...form } = withDefaults('summary', options, {
    mode: 'eval',
    depth: 3,
    colNames: ['outputSize', 'numParams'],
    colWidth: 25,
    rowSettings: ['depth'],
  });
  const inputs = inputTensors('summary', input);
  const layers = recordLayers(net, inputs, mode);
  const bytes = inputs.reduce((sum, one) => sum + bytesOf(one), 0);
  return new Summary(layers, bytes, form);
}
