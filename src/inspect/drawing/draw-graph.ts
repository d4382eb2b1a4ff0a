/** `drawGraph`: a picture of a model. See {@link https://github.com/mert-kurttutan/torchview}. */
import { Shown } from '../../shown.js';
import { checkWhole } from '../../tensor/index.js';
import { withDefaults } from '../../tensor/options.js';
import { type AnyModule, inputTensors, type ModelInput } from '../model-input.js';
import { type GraphNode, recordGraph } from './graph.js';
import { graphSvg, linesOf } from './svg.js';

export interface DrawGraphOptions {
  /** Modules so far inside the model are drawn as one box. Default 3. */
  depth?: number;
}

/** A model's layers, and the operations between them, in the order in which they ran. */
export class Drawing extends Shown {
  constructor(
    /** Layers and operations, in the order in which they ran. */
    readonly nodes: readonly GraphNode[],
    /** Indices of nodes. */
    readonly edges: readonly (readonly [from: number, to: number])[],
    /** The picture. */
    readonly svg: string,
  ) {
    super();
  }

  /** A line for each node: its number, what it is, and where its inputs come from. */
  override toString(): string {
    const name = (i: number) => `${i + 1} ${linesOf(this.nodes[i]).join(' ')}`;
    return this.nodes
      .map((_, i) => {
        const from = this.edges.filter(([, to]) => to === i).map(([from]) => from + 1);
        return from.length === 0 ? name(i) : `${name(i)} <- ${from.join(', ')}`;
      })
      .join('\n');
  }

  protected override rich(): Record<string, unknown> {
    return { 'image/svg+xml': this.svg };
  }
}

/**
 * Runs the model once, without gradients, and draws how its layers and the operations between them are connected.
 * PyTorch: `torchview.draw_graph`.
 *
 * @param input as that of `summary`
 * @throws ShapeError when the model can't take such an input.
 * @throws OptionError
 */
export function drawGraph(
  net: AnyModule,
  input: ModelInput,
  options: DrawGraphOptions = {},
): Drawing {
  const { depth } = withDefaults('drawGraph', options, { depth: 3 });
  checkWhole('drawGraph', 'depth', depth, 0);
  const graph = recordGraph(net, inputTensors('drawGraph', input), depth);
  return new Drawing(graph.nodes, graph.edges, graphSvg(graph));
}
