/** Pictures with a map of heat over them: where a model looked. */
import { PlotError } from './errors.js';
import type { Figure } from './figure.js';
import { type ImageGridOptions, imageGrid } from './image-grid.js';
import { type Images, type RawPicture, readPictures } from './pictures.js';
import { color } from './theme.js';

/** How much of the colour the hottest place has. */
const OPACITY = 0.85;

/**
 * Each picture in grey, with its map in colour over it: the hotter, the more of the colour. Each map is hottest at its
 * own greatest value, and nothing is drawn at 0 or below.
 *
 * @param images as `imageGrid` takes them
 * @param maps one for each, of the same height and width, such as `gradCam` gives: `[batch, height, width]`
 * @example overlay(images, gradCam(net, images, { layer: net.conv2 }))
 * @throws PlotError when images or maps aren't pictures, or don't fit each other.
 */
export function overlay(images: Images, maps: Images, options: ImageGridOptions = {}): Figure {
  const pictures = readPictures('overlay', images);
  const heats = readPictures('overlay', maps);
  if (heats.length !== pictures.length) {
    throw new PlotError('overlay', 'maps', `as many as images (${pictures.length})`, maps);
  }
  const greys = pictures.map(grey);
  const [low, high] = options.range ?? bounds(greys.map(({ values }) => values));
  const blended = greys.map((picture, i) => {
    const heat = heats[i];
    if (heat.width !== picture.width || heat.height !== picture.height) {
      const size = `${picture.height} x ${picture.width}, as its picture`;
      throw new PlotError('overlay', `maps[${i}]`, size, maps);
    }
    return blend(picture, grey(heat).values, low, high);
  });
  return imageGrid(blended, { ...options, range: [0, 255] });
}

/** The mean of the channels. */
function grey({ width, height, channels, values }: RawPicture) {
  const area = width * height;
  const mean = Array.from({ length: area }, (_, i) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += values[channel * area + i];
    return sum / channels;
  });
  return { width, height, values: mean };
}

/** A tensor `[3, height, width]` of levels from 0 to 255. */
function blend(
  { width, height, values }: { width: number; height: number; values: number[] },
  heat: readonly number[],
  low: number,
  high: number,
) {
  const [, hottest] = bounds([heat]);
  const levels = new Float32Array(3 * values.length);
  values.forEach((value, i) => {
    const level = high > low ? (255 * (value - low)) / (high - low) : 0;
    const share = hottest > 0 ? OPACITY * Math.max(0, heat[i] / hottest) : 0;
    HEAT.forEach((of, channel) => {
      levels[channel * values.length + i] = (1 - share) * level + share * of;
    });
  });
  return { shape: [3, height, width], dataSync: () => levels };
}

function bounds(lists: readonly (readonly number[])[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const values of lists) {
    for (const value of values) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return [low, high];
}

/** Red, green and blue of the palette's second colour. */
const HEAT = [1, 3, 5].map((at) => Number.parseInt(color(1).slice(at, at + 2), 16));
