/** A model's graph as a picture, for light and for dark pages. */
import { escapeHtml } from '../../result-table.js';
import type { GraphNode, ModelGraph } from './graph.js';
import { type Box, layOut, type Point } from './layout.js';

/** The tones of the plots. */
const TEXT = '#777b82';
const COLOURS = {
  input: '#009E73',
  output: '#009E73',
  layer: '#0072B2',
  operation: '#777b82',
} as const satisfies Record<GraphNode['kind'], string>;

const LINE = 15;
const LETTER = 6.7;
const PADDING = 10;

export function graphSvg({ nodes, edges }: ModelGraph): string {
  const boxes = nodes.map(boxOf);
  const { width, height, places, ways } = layOut(boxes, edges);
  const arrows = ways.map(
    (way) => `<path d="${curve(way)}" fill="none" stroke="${TEXT}" marker-end="url(#arrow)"/>`,
  );
  const drawn = nodes.map((node, i) => drawNode(node, boxes[i], places[i]));
  const size = [width, height].map(Math.ceil);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size.join(' ')}" font-family="system-ui, sans-serif" font-size="12" role="img" aria-label="The layers of a model">`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="${TEXT}"/></marker></defs>`,
    ...arrows,
    ...drawn,
    '</svg>',
  ].join('\n');
}

/** What a node says: its class or name, where it is, what it gives. */
export function linesOf({ kind, type, path, shape, parameters }: GraphNode): string[] {
  const size = `[${shape.join(', ')}]`;
  if (kind === 'operation') return [`${type} ${size}`];
  if (kind !== 'layer') return [type, size];
  const learnt = parameters > 0 ? `, ${parameters.toLocaleString('en')} parameters` : '';
  return [path === '' ? type : `${type} (${path})`, `${size}${learnt}`];
}

function boxOf(node: GraphNode): Box {
  const lines = linesOf(node);
  const longest = Math.max(...lines.map(({ length }) => length));
  return { width: longest * LETTER + 2 * PADDING, height: lines.length * LINE + PADDING };
}

function drawNode(node: GraphNode, box: Box | undefined, at: Point | undefined): string {
  if (!box || !at) return '';
  const { width, height } = box;
  const colour = COLOURS[node.kind];
  const lines = linesOf(node);
  const texts = lines.map((line, i) => {
    const y = at.y + (i - (lines.length - 1) / 2) * LINE;
    const weight = i === 0 && node.kind === 'layer' ? ' font-weight="600"' : '';
    return `<text x="${round(at.x)}" y="${round(y)}" text-anchor="middle" dominant-baseline="central" fill="${TEXT}"${weight}>${escapeHtml(line)}</text>`;
  });
  const corner = node.kind === 'layer' ? 4 : height / 2;
  return `<rect x="${round(at.x - width / 2)}" y="${round(at.y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${corner}" fill="${colour}" fill-opacity="0.12" stroke="${colour}"/>${texts.join('')}`;
}

/** Through the points, leaving and reaching each straight down. */
function curve([first, ...rest]: readonly Point[]): string {
  if (!first) return '';
  let from = first;
  const parts = rest.map((to) => {
    const middle = round((from.y + to.y) / 2);
    const part = `C${round(from.x)} ${middle} ${round(to.x)} ${middle} ${round(to.x)} ${round(to.y)}`;
    from = to;
    return part;
  });
  return `M${round(first.x)} ${round(first.y)}${parts.join('')}`;
}

const round = (x: number): number => Math.round(x * 10) / 10;
