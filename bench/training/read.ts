/** Reads what `workload.ts` wrote: the files that the contestants in Node start from. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The floats of `images.f32`, `mlp.f32`, `cnn.f32`. */
export function readFloats(folder: string, file: string): Float32Array {
  const bytes = readFileSync(path.join(folder, file));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** The digit of each image. */
export function readLabels(folder: string): Int32Array {
  const bytes = readFileSync(path.join(folder, 'labels.i32'));
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** A function that gives the next `count` of the values at each call. */
export function inTurn(values: Float32Array): (count: number) => Float32Array {
  let at = 0;
  return (count) => {
    at += count;
    return values.slice(at - count, at);
  };
}
