/**
 * What TensorBoard shows, as the fields of a `Summary.Value` beside its tag.
 *
 * Format: tensorflow/core/framework/summary.proto; the histograms' bins are PyTorch's, of torch/utils/tensorboard/summary.py.
 */
import { encodePng, type Picture } from '../../formats/png.js';
import {
  bytesField,
  doubleField,
  doublesField,
  floatField,
  textField,
  varintField,
} from '../../formats/protobuf.js';

export const scalar = (value: number): Uint8Array => floatField(2, value);

/** `DT_STRING` of types.proto. */
const STRING = 7;

/** A text, in Markdown, for the plugin that shows those. */
export function text(value: string): Uint8Array {
  const plugin = bytesField(1, textField(1, 'text'));
  const oneElement = bytesField(2, bytesField(2, varintField(1, 1)));
  const tensor = Buffer.concat([varintField(1, STRING), oneElement, textField(8, value)]);
  return Buffer.concat([bytesField(8, tensor), bytesField(9, plugin)]);
}

/** How many channels TensorBoard's images have here. */
const RED_GREEN_BLUE = 3;

export function image(picture: Picture): Uint8Array {
  const { height, width } = picture;
  return bytesField(
    4,
    Buffer.concat([
      varintField(1, height),
      varintField(2, width),
      varintField(3, RED_GREEN_BLUE),
      bytesField(4, encodePng(picture)),
    ]),
  );
}

/** How often values fall between bounds that grow by a tenth each. At least one value, all finite. */
export function histogram(numbers: readonly number[]): Uint8Array {
  const counts = new Float64Array(BOUNDS.length - 1);
  for (const value of numbers) counts[binOf(value)] += 1;
  const first = counts.findIndex((count) => count > 0);
  const last = counts.findLastIndex((count) => count > 0);
  // TensorBoard is told the right bounds: an empty bin before the first has its left one.
  const before = first > 0 ? [counts[first - 1]] : [0];
  const sum = (of: (value: number) => number) =>
    numbers.reduce((total, value) => total + of(value), 0);
  return bytesField(
    5,
    Buffer.concat([
      doubleField(
        1,
        numbers.reduce((least, value) => Math.min(least, value)),
      ),
      doubleField(
        2,
        numbers.reduce((most, value) => Math.max(most, value)),
      ),
      doubleField(3, numbers.length),
      doubleField(
        4,
        sum((value) => value),
      ),
      doubleField(
        5,
        sum((value) => value * value),
      ),
      doublesField(6, BOUNDS.slice(first, last + 2)),
      doublesField(7, [...before, ...counts.subarray(first, last + 1)]),
    ]),
  );
}

/** From -1e20 to 1e20, with 0 in the middle. */
const BOUNDS: readonly number[] = (() => {
  const positive: number[] = [];
  for (let bound = 1e-12; bound < 1e20; bound *= 1.1) positive.push(bound);
  return [...positive.map((bound) => -bound).reverse(), 0, ...positive];
})();

/** The bin that has a value, its left bound included; the last has its right one too. */
function binOf(value: number): number {
  let [low, high] = [0, BOUNDS.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (BOUNDS[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
