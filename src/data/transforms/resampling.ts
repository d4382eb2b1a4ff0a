/**
 * Resizing as a product with a matrix for each direction: row i has the weights of the pixels that make up
 * pixel i of the result. Source: torchvision's bilinear resizing with `antialias=True`, which is PIL's.
 */

/**
 * @param from where the window begins, in pixels, and `to` where it ends
 * @param size pixels of the whole side
 * @param newSize pixels of the result
 * @returns `[newSize, size]`, row by row
 */
export function resizingWeights(size: number, newSize: number, from = 0, to = size): Float32Array {
  const weights = new Float32Array(newSize * size);
  const scale = (to - from) / newSize;
  const reach = Math.max(scale, 1);
  for (let i = 0; i < newSize; i++) {
    const centre = (i + 0.5) * scale;
    // PyTorch cuts the window's own bounds, not those of the whole image.
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0);
    const end = Math.min(Math.trunc(centre + reach + 0.5), to - from);
    let sum = 0;
    for (let pixel = first; pixel < end; pixel++) sum += tent((pixel - centre + 0.5) / reach);
    for (let pixel = first; pixel < end; pixel++) {
      weights[i * size + from + pixel] = tent((pixel - centre + 0.5) / reach) / sum;
    }
  }
  return weights;
}

const tent = (x: number) => Math.max(0, 1 - Math.abs(x));
