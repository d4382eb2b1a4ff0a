/** No memory left on the device: the error, with the largest tensors and who made them. */
import { Origin } from '../../origin.js';
import { bytesOf, dataType } from '../graph/element-type.js';
import { type Node, operationOf } from '../graph/node.js';
import { AllocationError } from '../pjrt/index.js';
import { bytesInWords } from './amounts.js';

/** A tensor that takes much memory. */
export interface LargeTensor {
  /** What it takes on the device. */
  readonly bytes: number;
  /** What TensorFlow.js calls its type. */
  readonly dtype: string;
  /** Its shape. */
  readonly shape: readonly number[];
  /** The operation that made it, as `matMul`. */
  readonly operation: string | undefined;
  /** The module that was being called then, as `Net.fc1`. */
  readonly module: string | undefined;
  /** The line of the person's own code that was running then, as `cell 3:2:9`. */
  readonly line: string | undefined;
  /** Whether it lies on the device; else it was to be computed. */
  readonly isOnDevice: boolean;
}

/** How many are named. */
const NAMED = 5;
/** Smaller ones, in bytes, are not worth naming. */
const LARGE = 2 ** 20;
/** Looking at who makes a tensor takes longer than computing a small one: for these it is done always ... */
const VERY_LARGE = 2 ** 24;
/** ... and for all large ones where so many bytes are in use. */
const MUCH = 2 ** 28;

/**
 * Notes who makes a tensor, if it is large.
 * @param liveBytes what all tensors on the device take
 * @returns whether it is
 */
export function noteMaker(node: Node, liveBytes: number): boolean {
  const bytes = bytesOf(node);
  if (bytes < LARGE) return false;
  const isWorthALook = bytes >= VERY_LARGE || liveBytes >= MUCH;
  node.madeBy ??= {
    signature: node.content.kind === 'op' ? node.content.signature : undefined,
    maker: isWorthALook ? { origin: new Origin(), isGradient: false } : undefined,
  };
  return true;
}

/** The device has no memory left. */
export class OutOfMemoryError extends Error {
  override readonly name = 'OutOfMemoryError';

  constructor(
    /** How many bytes were asked for, where the plugin says it. */
    readonly wantedBytes: number | undefined,
    /** The bytes of all tensors on the device. */
    readonly liveBytes: number,
    /** The largest tensors, on the device and of the program that was to run. */
    readonly largest: readonly LargeTensor[],
    cause: unknown,
  ) {
    const wanted = wantedBytes === undefined ? 'A program' : `${bytesInWords(wantedBytes)} more`;
    super(
      [
        `The device is out of memory: ${wanted} did not fit beside the ${bytesInWords(liveBytes)} that tensors take.`,
        ...(largest.length > 0 ? ['  The largest tensors:'] : []),
        ...largest.map(lineOf),
        '  Smaller batches need less; so do noGrad() where nothing is learnt, checkpoint() around parts of a model,',
        "  autocast('bfloat16'), and letting go of tensors that are held in variables or lists.",
      ].join('\n'),
      { cause },
    );
  }
}

function lineOf({ bytes, dtype, shape, operation, module, line, isOnDevice }: LargeTensor): string {
  const who = [
    operation && `by ${operation}`,
    module && `in ${module}`,
    line && `at ${line}`,
    isOnDevice ? 'on the device' : 'to be computed',
  ];
  const what = `${bytesInWords(bytes)}  ${dtype} [${shape.join(', ')}]`;
  return `    ${what}, ${who.filter((part) => part).join(', ')}`;
}

/** The error for a failed allocation, however deep it lies; undefined for another. */
export function allocationFailure(error: unknown): AllocationError | undefined {
  if (error instanceof AllocationError) return error;
  return error instanceof Error && error.cause !== undefined
    ? allocationFailure(error.cause)
    : undefined;
}

/** How many bytes the plugin says that it was asked for. */
export function wantedBytes({ detail }: AllocationError): number | undefined {
  const bytes = /allocat\w* (\d+)/.exec(detail)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}

/** The largest of some nodes, those left out that take less than a hundredth of the largest. */
export function largestOf(nodes: Iterable<Node>): LargeTensor[] {
  const sorted = [...new Set(nodes)]
    .filter(({ content }) => content.kind !== 'literal')
    .sort((a, b) => bytesOf(b) - bytesOf(a) || isKnown(b) - isKnown(a));
  const least = sorted.length > 0 ? bytesOf(sorted[0]) / 100 : 0;
  const named = sorted.slice(0, NAMED).filter((node) => bytesOf(node) >= least);
  return named.map((node) => ({
    bytes: bytesOf(node),
    dtype: dataType(node.type),
    shape: node.shape,
    operation: operationOf(node),
    module: node.madeBy?.maker?.origin.module,
    line: node.madeBy?.maker?.origin.line,
    isOnDevice: node.content.kind === 'buffer',
  }));
}

/** Of equal ones, those are told whose makers are known. */
const isKnown = ({ madeBy }: Node): number => (madeBy?.maker ? 1 : 0);
