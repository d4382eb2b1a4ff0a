/** Reads pictures from files, in whatever thread. */
import { readFileSync } from 'node:fs';
import { messageOf } from '../../error-message.js';
import { type RawSample, SampleError, type SampleReader } from '../reading/reader.js';
import { damagedAmong } from './damaged.js';
import { decodeImage, type ImageShape } from './decode.js';

/** What a reader of labelled pictures needs to know. */
export interface LabelledFiles {
  readonly files: readonly string[];
  /** The class of each file. */
  readonly targets: Int32Array;
  readonly shape: ImageShape;
}

export function open({ files, targets, shape }: LabelledFiles): SampleReader {
  let toldOfOthers = false;
  return {
    read(index): RawSample {
      try {
        return [readImage(files[index], shape), targets[index]];
      } catch (error) {
        if (!(error instanceof SampleError) || toldOfOthers) throw error;
        toldOfOthers = true;
        throw new SampleError(error.place, `${error.problem} ${damagedAmong(files, index)}`, {
          cause: error,
        });
      }
    },
  };
}

/** @throws SampleError when the file can't be read or is no picture. */
function readImage(file: string, shape: ImageShape) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new SampleError(file, `it can't be read (${messageOf(error)}).`, { cause: error });
  }
  return decodeImage(bytes, file, shape);
}
