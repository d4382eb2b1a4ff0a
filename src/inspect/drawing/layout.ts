/**
 * Where nodes and edges go: nodes in rows, each below those that it comes from; in a row in the order that crosses
 * few edges, as near as possible to their neighbours. See Sugiyama et al. 1981. Units are pixels.
 */

export interface Box {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Layout extends Box {
  /** The middle of each box. */
  readonly places: readonly Point[];
  /** For each edge, the points that it goes through, from the lower border of one box to the upper one of the other. */
  readonly ways: readonly (readonly Point[])[];
}

type Edge = readonly [from: number, to: number];

const GAP_X = 24;
const GAP_Y = 28;
const SWEEPS = 8;

/** @param edges from lower to higher numbers */
export function layOut(boxes: readonly Box[], edges: readonly Edge[]): Layout {
  const rows = rowsOf(boxes.length, edges);
  const sizes: Box[] = [...boxes];
  const steps: Edge[] = [];
  // An edge over several rows goes through a place of its own in each row between.
  const chains = edges.map(([from, to]) => {
    const chain = [from];
    for (let row = rows[from] + 1; row < rows[to]; row++) {
      const place = sizes.push({ width: 0, height: 0 }) - 1;
      rows[place] = row;
      chain.push(place);
    }
    chain.push(to);
    for (let i = 1; i < chain.length; i++) steps.push([chain[i - 1], chain[i]]);
    return chain;
  });

  const levels: number[][] = [];
  rows.forEach((row, node) => {
    levels[row] = [...(levels[row] ?? []), node];
  });
  const xs = positions(levels, sizes, steps);
  const tops = levels.map((level) => Math.max(0, ...level.map((node) => sizes[node].height)));
  const middles = tops.map(
    (height, row) =>
      tops.slice(0, row).reduce((sum, above) => sum + above + GAP_Y, GAP_Y / 2) + height / 2,
  );
  const at = (node: number): Point => ({ x: xs[node], y: middles[rows[node]] });
  const right = Math.max(...sizes.map(({ width }, node) => xs[node] + width / 2));
  return {
    width: right + GAP_X / 2,
    height: (middles.at(-1) ?? 0) + (tops.at(-1) ?? 0) / 2 + GAP_Y / 2,
    places: boxes.map((_, node) => at(node)),
    ways: chains.map((chain) =>
      chain.map((node, i) => {
        const half = sizes[node].height / 2;
        const { x, y } = at(node);
        return { x, y: i === 0 ? y + half : i === chain.length - 1 ? y - half : y };
      }),
    ),
  };
}

/** The length of the longest way to each node. */
function rowsOf(count: number, edges: readonly Edge[]): number[] {
  const rows = new Array<number>(count).fill(0);
  for (const [from, to] of edges.toSorted(([, a], [, b]) => a - b)) {
    rows[to] = Math.max(rows[to], rows[from] + 1);
  }
  return rows;
}

/** The x of each node's middle. */
function positions(
  levels: readonly number[][],
  sizes: readonly Box[],
  steps: readonly Edge[],
): number[] {
  const neighbours = sizes.map((): number[] => []);
  for (const [from, to] of steps) {
    neighbours[from].push(to);
    neighbours[to].push(from);
  }
  const xs = new Array<number>(sizes.length).fill(0);
  for (const level of levels) spread(level, sizes, xs);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const order = sweep % 2 === 0 ? levels : levels.toReversed();
    for (const level of order) {
      for (const node of level) {
        const near = neighbours[node];
        if (near.length === 0) continue;
        xs[node] = near.reduce((sum, other) => sum + xs[other], 0) / near.length;
      }
      level.sort((a, b) => xs[a] - xs[b]);
      spread(level, sizes, xs);
    }
  }
  const left = Math.min(...sizes.map(({ width }, node) => xs[node] - width / 2));
  return xs.map((x) => x - left + GAP_X / 2);
}

/** Moves the nodes of a row apart where they overlap, and keeps the row's middle. */
function spread(level: readonly number[], sizes: readonly Box[], xs: number[]): void {
  const wanted = level.map((node) => xs[node]);
  let end = Number.NEGATIVE_INFINITY;
  for (const node of level) {
    const half = sizes[node].width / 2;
    xs[node] = Math.max(xs[node], end + GAP_X + half);
    end = xs[node] + half;
  }
  const moved = level.reduce((sum, node, i) => sum + xs[node] - wanted[i], 0);
  for (const node of level) xs[node] = xs[node] - moved / level.length;
}
