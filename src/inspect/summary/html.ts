/** A summary as a table of HTML, which has room for all columns. */
import { escapeHtml, htmlTable } from '../../result-table.js';
import { COLUMNS, type Column, grouped } from './columns.js';
import type { Layer } from './layer.js';
import { inUnits, sizes } from './text.js';
import type { Totals } from './totals.js';

const SHOWN: readonly Column[] = [
  'inputSize',
  'outputSize',
  'numParams',
  'multAdds',
  'flops',
  'trainable',
];

export function summaryHtml(layers: readonly Layer[], totals: Totals, depth: number): string {
  const { totalParams, trainableParams } = totals;
  const rows = layers
    .filter((layer) => layer.depth <= depth)
    .map((layer) => {
      const indent = `padding-left:${layer.depth * 1.2 + 0.5}em`;
      const name = `<span style="${indent}">${escapeHtml(layer.type)} <small>${escapeHtml(layer.depth > 0 ? layer.name : '')}</small></span>`;
      const texts = SHOWN.map((column) =>
        COLUMNS[column].text(layer, layer.depth === depth, totalParams),
      );
      return [{ text: layer.name, html: name }, ...texts];
    });
  const heads = ['Layer', ...SHOWN.map((column) => COLUMNS[column].title)];
  const params = `Params: ${grouped(totalParams)}, ${grouped(trainableParams)} of them trainable`;
  const work = `mult-adds ${inUnits(totals.totalMultAdds)}, flops ${inUnits(totals.totalFlops)}`;
  return `${htmlTable(heads, rows)}<p>${params}; ${work}.<br>${sizes(totals).join(', ')}.</p>`;
}
