/** A grid of pictures with titles, as one figure: each picture a small PNG in the layout. */

import { encodePng, enlarge } from '../formats/png.js';
import { PlotError } from './errors.js';
import type { Figure, Json } from './figure.js';
import { type ChartOptions, makeFigure } from './make-figure.js';
import { range } from './numbers.js';
import { type Images, type RawPicture, readPictures, toPicture } from './pictures.js';

const DEFAULTS = { columns: 8 };
const MAX_IMAGES = 256;
/** Pixels of the page for one cell of the grid, and how much of it the picture takes. */
const CELL = 104;
const FILL = 0.92;
/** For each line of a title, a cell is this much higher than wide. */
const TITLE_HEIGHT = 0.24;
/** Pictures are stored at least this large, so that they stay crisp on dense screens. */
const MIN_PIXELS = 160;

export interface ImageGridOptions extends ChartOptions {
  /** One title a picture, above it; its lines are divided by `<br>`. */
  titles?: ArrayLike<string | number>;
  /** Images in a row. Default 8. */
  columns?: number;
  /** The values drawn black and white; by default the smallest and largest of all pictures. */
  range?: readonly [number, number];
}

/**
 * Pictures side by side, greyscale or RGB, in PyTorch's layout (channels first).
 *
 * @example imageGrid(images, { titles: labels, title: 'Training samples' })
 * @throws PlotError when `images` aren't pictures, are more than 256, or titles don't fit.
 */
export function imageGrid(images: Images, options: ImageGridOptions = {}): Figure {
  const pictures = readPictures('imageGrid', images);
  if (pictures.length === 0 || pictures.length > MAX_IMAGES) {
    throw new PlotError('imageGrid', 'images', `1 to ${MAX_IMAGES} pictures`, images);
  }
  const titles = readTitles(options.titles, pictures.length);
  const columns = Math.min(readColumns(options.columns), pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const lines = titles ? Math.max(...titles.map((title) => title.split('<br>').length)) : 0;
  const cellHeight = 1 + lines * TITLE_HEIGHT;
  const bounds = options.range ?? extent(pictures);
  const places = pictures.map((_, i) => ({
    x: (i % columns) + 0.5,
    // The middle of the picture; titles take the upper part of a cell.
    y: (Math.floor(i / columns) + 1) * cellHeight - 0.5,
  }));
  const hidden = { visible: false, fixedrange: true, constrain: 'domain' };
  return makeFigure(
    [
      {
        // Invisible points, for what is shown when the pointer is on a picture.
        type: 'scatter',
        mode: 'markers',
        x: places.map(({ x }) => x),
        y: places.map(({ y }) => y),
        marker: { size: CELL / 2, opacity: 0 },
        text: pictures.map((_, i) => (titles ? `${i}: ${titles[i]}` : `${i}`)),
        hoverinfo: 'text',
      },
    ],
    {
      height: Math.round(rows * cellHeight * CELL) + (options.title ? 64 : 16),
      margin: { l: 8, r: 8, t: options.title ? 56 : 8, b: 8 },
      dragmode: false,
      showlegend: false,
      xaxis: {
        ...hidden,
        range: [0, Math.max(columns, DEFAULTS.columns)],
        constraintoward: 'left',
      },
      yaxis: {
        ...hidden,
        range: [rows * cellHeight, 0],
        scaleanchor: 'x',
        constraintoward: 'top',
      },
      images: pictures.map((picture, i) => image(picture, bounds, places[i])),
      annotations: (titles ?? []).map((text, i) => annotation(text, places[i])),
    },
    options,
  );
}

type Place = { x: number; y: number } | undefined;

function image(raw: RawPicture, bounds: readonly [number, number], place: Place): Json {
  const factor = Math.max(1, Math.ceil(MIN_PIXELS / Math.max(raw.width, raw.height)));
  const png = encodePng(enlarge(toPicture(raw, bounds), factor));
  return {
    source: `data:image/png;base64,${png.toString('base64')}`,
    xref: 'x',
    yref: 'y',
    x: place?.x ?? 0,
    y: place?.y ?? 0,
    sizex: FILL,
    sizey: FILL,
    xanchor: 'center',
    yanchor: 'middle',
    layer: 'below',
  };
}

function annotation(text: string, place: Place): Json {
  return {
    text,
    x: place?.x ?? 0,
    y: (place?.y ?? 0) - FILL / 2,
    xref: 'x',
    yref: 'y',
    yanchor: 'bottom',
    showarrow: false,
  };
}

function extent(pictures: readonly RawPicture[]): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { values } of pictures) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

function readTitles(
  titles: ArrayLike<string | number> | undefined,
  count: number,
): string[] | undefined {
  if (titles === undefined) return undefined;
  if (titles.length !== count) {
    throw new PlotError('imageGrid', 'titles', `as many as images (${count})`, titles);
  }
  return range(count).map((i) => String(titles[i]));
}

function readColumns(columns = DEFAULTS.columns): number {
  if (Number.isInteger(columns) && columns > 0) return columns;
  throw new PlotError('imageGrid', 'columns', 'a whole number above 0', columns);
}
