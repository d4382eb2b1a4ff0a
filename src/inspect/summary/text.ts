/** A summary as torchinfo prints it. */
import { COLUMNS, type Column, grouped } from './columns.js';
import type { Layer } from './layer.js';
import type { Totals } from './totals.js';

const NAME_WIDTH = 40;
/** Names are indented by this and their column's width is a multiple of it. */
const INDENT = 5;

export interface Form {
  /** Layers further inside are not shown, only counted. Default 3. */
  readonly depth: number;
  /** The columns of the text; a notebook shows all. Default `['outputSize', 'numParams']`. */
  readonly colNames: readonly Column[];
  /** In characters. Default 25. */
  readonly colWidth: number;
  /** What stands beside a layer's class. Default `['depth']`. */
  readonly rowSettings: readonly ('depth' | 'varNames')[];
}

export function summaryText(layers: readonly Layer[], totals: Totals, form: Form): string {
  const { totalParams, trainableParams } = totals;
  const nameWidth = widthOfNames(layers, form);
  const rule = '='.repeat(form.colNames.length * form.colWidth + nameWidth);
  const row = (name: string, text: (column: Column) => string) =>
    [name.padEnd(nameWidth), ...form.colNames.map((column) => text(column).padEnd(form.colWidth))]
      .join(' ')
      .trimEnd();
  const shown = layers.filter(({ depth }) => depth <= form.depth);
  return [
    rule,
    row(headOf(form), (column) => COLUMNS[column].title),
    rule,
    ...shown.map((layer) =>
      row(indented(layer, form), (column) =>
        COLUMNS[column].text(layer, layer.depth === form.depth, totalParams),
      ),
    ),
    rule,
    `Total params: ${grouped(totalParams)}`,
    `Trainable params: ${grouped(trainableParams)}`,
    `Non-trainable params: ${grouped(totalParams - trainableParams)}`,
    `Total mult-adds ${inUnits(totals.totalMultAdds)}`,
    `Total flops ${inUnits(totals.totalFlops)}`,
    rule,
    ...sizes(totals),
    rule,
  ].join('\n');
}

/** In megabytes of a million bytes. */
export function sizes(totals: Totals): string[] {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
  return [
    `Input size (MB): ${megabytes(totals.inputBytes)}`,
    `Forward/backward pass size (MB): ${megabytes(totals.outputBytes)}`,
    `Params size (MB): ${megabytes(totals.paramBytes)}`,
    `Estimated Total Size (MB): ${megabytes(totals.totalBytes)}`,
  ];
}

/** As `(M): 26.05`. */
export function inUnits(count: number): string {
  const units = [
    ['T', 1e12],
    ['G', 1e9],
    ['M', 1e6],
  ] as const;
  const [unit, size] = units.find(([, least]) => count >= least) ?? units[2];
  const value = count / size;
  return `(${unit}): ${Number.isInteger(value) ? grouped(value) : value.toFixed(2)}`;
}

/** As `Linear (fc1): 1-2`: class, field, depth and which of that depth. */
function titleOf({ type, name, depth, index }: Layer, { rowSettings }: Form): string {
  const field = rowSettings.includes('varNames') ? ` (${name})` : '';
  const place = rowSettings.includes('depth') && depth > 0 ? `: ${depth}-${index}` : '';
  return `${type}${field}${place}`;
}

function headOf({ rowSettings }: Form): string {
  const field = rowSettings.includes('varNames') ? ' (var_name)' : '';
  return `Layer (type${field}${rowSettings.includes('depth') ? ':depth-idx' : ''})`;
}

function indented(layer: Layer, form: Form): string {
  const { depth } = layer;
  const branch = depth === 0 ? '' : depth === 1 ? '├─' : `${'│    '.repeat(depth - 1)}└─`;
  return branch + titleOf(layer, form);
}

function widthOfNames(layers: readonly Layer[], form: Form): number {
  const longest = Math.max(
    ...layers.map((layer) => titleOf(layer, form).length + layer.depth * INDENT + 1),
  );
  return longest < NAME_WIDTH ? NAME_WIDTH : Math.ceil(longest / INDENT) * INDENT;
}
