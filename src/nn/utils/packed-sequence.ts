/** Sequences of different lengths in one batch. PyTorch: `torch.nn.utils.rnn`. */
import {
  boundsOf,
  cat,
  OptionError,
  stack,
  type Tensor,
  tensor,
  where,
  withDefaults,
  zeros,
} from '../../tensor/index.js';

/** Sequences side by side, `[longest, batch, ...]`, and how long each of them is. */
interface Padded {
  readonly x: Tensor;
  readonly lengths: readonly number[];
}

/**
 * The steps of all sequences that have a first one, then of all that have a second one, and so on. They are taken out of
 * the padded ones when someone asks for them: how many there are is another shape in each batch, for which a device would
 * compile each step anew.
 */
export class PackedSequence {
  /** Found by who looks for tensors in what a module gives. */
  private steps: Tensor | Padded;

  /** @param data `[steps of all, ...]` */
  constructor(
    data: Tensor | Padded,
    /** How many sequences have a step 0, 1, ...; int32. */
    readonly batchSizes: Tensor,
    /** Where the sequences, longest first, were; int32. Undefined where they came in order. */
    readonly sortedIndices: Tensor | undefined,
    /** Where each sample of the given order is in the sorted one, int32 `[batch]`. */
    readonly unsortedIndices: Tensor | undefined,
  ) {
    this.steps = data;
  }

  /** `[steps of all, ...]` */
  get data(): Tensor {
    if ('lengths' in this.steps) this.steps = stepsOf(this.steps);
    return this.steps;
  }

  /** What it was packed from; undefined when the steps were taken out, since they may have been changed. */
  get padded(): Padded | undefined {
    return 'lengths' in this.steps ? this.steps : undefined;
  }
}

/** Longest first. */
const orderOf = (lengths: readonly number[]) =>
  [...lengths.keys()].sort((a, b) => lengths[b] - lengths[a]);

/** How many sequences have each step. */
const sizesOf = (lengths: readonly number[]) =>
  Array.from(
    { length: Math.max(...lengths) },
    (_, step) => lengths.filter((length) => length > step).length,
  );

function stepsOf({ x, lengths }: Padded): Tensor {
  const order = orderOf(lengths);
  const places = sizesOf(lengths).flatMap((size, step) =>
    order.slice(0, size).map((row) => step * lengths.length + row),
  );
  return x.flatten(0, 1).indexSelect(0, tensor(Int32Array.from(places)));
}

/** Options of {@link packPaddedSequence}. */
export interface PackOptions {
  /** Whether the batch is the first dimension. Default false: the length is. */
  batchFirst?: boolean;
  /** Whether the longest must come first. Default true. */
  enforceSorted?: boolean;
}

/**
 * Takes the padding out of `[length, batch, ...]`.
 * @param lengths of the sequences, `[batch]`
 * @throws OptionError when a length is not from 1, or the longest doesn't come first where it must.
 */
export function packPaddedSequence(
  input: Tensor,
  lengths: Tensor | readonly number[],
  options: PackOptions = {},
): PackedSequence {
  const { batchFirst, enforceSorted } = withDefaults('packPaddedSequence', options, {
    batchFirst: false,
    enforceSorted: true,
  });
  const given = 'dataSync' in lengths ? [...lengths.dataSync()] : [...lengths];
  const longest = Math.max(...given);
  const x = batchFirst ? input.transpose(0, 1) : input;
  if (given.some((length) => !Number.isInteger(length) || length < 1) || longest > x.shape[0]) {
    throw new OptionError('packPaddedSequence', 'lengths', `[${given}]`, `from 1 to ${x.shape[0]}`);
  }
  if (enforceSorted && given.some((length, i) => i > 0 && length > given[i - 1])) {
    throw new OptionError(
      'packPaddedSequence',
      'lengths',
      `[${given}]`,
      'in descending order, or enforceSorted false',
    );
  }
  const order = orderOf(given);
  const back = order.map((_, i) => order.indexOf(i));
  return new PackedSequence(
    { x: x.narrow(0, 0, longest), lengths: given },
    tensor(Int32Array.from(sizesOf(given))),
    enforceSorted ? undefined : tensor(Int32Array.from(order)),
    enforceSorted ? undefined : tensor(Int32Array.from(back)),
  );
}

/** Options of {@link padPackedSequence}. */
export interface PadPackedOptions {
  /** Default false. */
  batchFirst?: boolean;
  /** What stands where a sequence has ended. Default 0. */
  paddingValue?: number;
  /** At least so many steps. */
  totalLength?: number;
}

/** The way back: `[length, batch, ...]` and the lengths, int32 `[batch]`. */
export function padPackedSequence(
  sequence: PackedSequence,
  options: PadPackedOptions = {},
): [padded: Tensor, lengths: Tensor] {
  const { batchFirst, paddingValue, totalLength } = withDefaults('padPackedSequence', options, {
    batchFirst: false,
    paddingValue: 0,
    totalLength: 0,
  });
  const { padded: given } = sequence;
  const [padded, lengths] = given
    ? [filled(given, paddingValue, totalLength), Int32Array.from(given.lengths)]
    : unpacked(sequence, paddingValue, totalLength);
  return [batchFirst ? padded.transpose(0, 1) : padded, tensor(lengths)];
}

/** Sequences of at least so many steps, with the value where they have ended. */
function filled({ x, lengths }: Padded, value: number, totalLength: number): Tensor {
  const [longest, batch, ...rest] = x.shape;
  const missing = Math.max(0, totalLength - longest);
  const runs = Array.from({ length: longest }, (_, step) => lengths.map((end) => step < end));
  const mask = tensor(runs.flat(), [longest, batch, ...rest.map(() => 1)], 'bool');
  const ended = where(mask, x, value);
  if (missing === 0) return ended;
  return cat([ended, zeros([missing, batch, ...rest], x.dtype).add(value)]);
}

function unpacked(
  sequence: PackedSequence,
  paddingValue: number,
  totalLength: number,
): [padded: Tensor, lengths: Int32Array] {
  const sizes = [...sequence.batchSizes.dataSync()];
  const [batch] = sizes;
  const steps = Math.max(sizes.length, totalLength);
  const order = [...(sequence.sortedIndices?.dataSync() ?? Array(batch).keys())];
  const total = sequence.data.shape[0];
  // A row of padding behind the data, which all missing steps show.
  const rest = sequence.data.shape.slice(1);
  const rows = cat([sequence.data, zeros([1, ...rest]).add(paddingValue)]);
  const places = new Int32Array(steps * batch).fill(total);
  const lengths = new Int32Array(batch);
  let next = 0;
  sizes.forEach((size, step) => {
    for (let i = 0; i < size; i++) {
      places[step * batch + order[i]] = next++;
      lengths[order[i]]++;
    }
  });
  return [rows.indexSelect(0, tensor(places)).reshape([steps, batch, ...rest]), lengths];
}

/** Options of {@link padSequence}. */
export interface PadSequenceOptions extends Omit<PadPackedOptions, 'totalLength'> {
  /** Where sequences are filled up: at their ends, or before they begin. Default `'right'`. */
  paddingSide?: 'left' | 'right';
}

/** Sequences `[length, ...]` side by side, filled up: `[longest, batch, ...]`. */
export function padSequence(
  sequences: readonly Tensor[],
  options: PadSequenceOptions = {},
): Tensor {
  const { batchFirst, paddingValue, paddingSide } = withDefaults('padSequence', options, {
    batchFirst: false,
    paddingValue: 0,
    paddingSide: 'right',
  });
  const longest = Math.max(...sequences.map(({ shape }) => shape[0]));
  if (sequences.every(isFromHost)) {
    return besideEachOther(sequences, longest, { batchFirst, paddingValue, paddingSide });
  }
  const equal = sequences.map((sequence) => {
    const missing = longest - sequence.shape[0];
    if (missing === 0) return sequence;
    const rest = zeros([missing, ...sequence.shape.slice(1)], sequence.dtype).add(paddingValue);
    return cat(paddingSide === 'right' ? [sequence, rest] : [rest, sequence]);
  });
  return stack(equal, batchFirst ? 0 : 1);
}

/** Numbers of words and the like: int32 `[length]`, known without a look at the device. */
const isFromHost = (sequence: Tensor) => sequence.ndim === 1 && boundsOf(sequence) !== undefined;

/** Filled up on the host: their lengths are other ones in each batch, for which a device would compile anew. */
function besideEachOther(
  sequences: readonly Tensor[],
  longest: number,
  { batchFirst, paddingValue, paddingSide }: Required<PadSequenceOptions>,
): Tensor {
  const batch = sequences.length;
  const values = new Int32Array(batch * longest).fill(paddingValue);
  sequences.forEach((sequence, row) => {
    const first = paddingSide === 'right' ? 0 : longest - sequence.shape[0];
    sequence.dataSync().forEach((value, i) => {
      const step = first + i;
      values[batchFirst ? row * longest + step : step * batch + row] = value;
    });
  });
  return tensor(values, batchFirst ? [batch, longest] : [longest, batch]);
}

/** Packs sequences `[length, ...]`. */
export function packSequence(
  sequences: readonly Tensor[],
  options: Pick<PackOptions, 'enforceSorted'> = {},
): PackedSequence {
  const lengths = sequences.map(({ shape }) => shape[0]);
  return packPaddedSequence(padSequence(sequences), lengths, options);
}

/** The sequences `[length, ...]` in `[longest, batch, ...]`, without what `padSequence` has filled up at their ends. */
export function unpadSequence(
  padded: Tensor,
  lengths: Tensor | readonly number[],
  options: Pick<PadPackedOptions, 'batchFirst'> = {},
): Tensor[] {
  const { batchFirst } = withDefaults('unpadSequence', options, { batchFirst: false });
  const all = 'dataSync' in lengths ? [...lengths.dataSync()] : lengths;
  return all.map((length, i) => padded.select(batchFirst ? 0 : 1, i).narrow(0, 0, length));
}

/** The sequences `[length, ...]` that were packed. */
export const unpackSequence = (packed: PackedSequence): Tensor[] =>
  unpadSequence(...padPackedSequence(packed));
