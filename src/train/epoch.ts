/**
 * One epoch of training, as the loop that a person would write: each step's loss is read at once.
 * The general way: any model, any dataset, any backend.
 */
import type { DataLoader, EpochOrder } from '../data/index.js';
import { pairOf } from './pairs.js';
import type { TrainStep } from './step.js';

/** What an epoch is to do. */
export interface EpochPlan {
  /** Which samples the epoch visits. */
  readonly order: EpochOrder;
  /** Steps of it that have been done before. */
  readonly from: number;
  /** A piece ends at each multiple of this many steps, counted from the epoch's start. */
  readonly pieceEnds: number;
}

/** A number for each step of a piece: its losses, then its gradients' norms where those are clipped. */
export type Piece = readonly Float32Array[];

/** Runs an epoch in pieces. */
export type Epoch = (plan: EpochPlan) => AsyncGenerator<Piece, void, void>;

/** About how long a piece takes, in milliseconds: its losses are told together. */
export const PIECE_MILLISECONDS = 150;
/** After so many milliseconds of steps the event loop has a turn: messages and timers wait no longer than that. */
export const TURN_MILLISECONDS = 10;

/**
 * @param owner who trains, for errors
 * @param accumulate how many batches make a step of the optimizer: a piece ends between two
 */
export function stepByStep(
  owner: string,
  loader: DataLoader,
  step: TrainStep,
  accumulate: number,
): Epoch {
  return async function* ({ order, from, pieceEnds }) {
    const batches = loader.batches(order, from);
    let done = from;
    let rows: number[][] = [];
    let start = performance.now();
    let lastTurn = start;
    for (const batch of batches) {
      const [inputs, targets] = pairOf(owner, batch);
      const isLast = ++done === loader.length;
      rows.push(step(inputs, targets, isLast).map((figure) => figure?.dataSync()[0] ?? NaN));
      const isEnd = done % pieceEnds === 0;
      if (done % accumulate !== 0) continue;
      const now = performance.now();
      const endsPiece = isEnd || now - start >= PIECE_MILLISECONDS;
      if (!endsPiece && now - lastTurn < TURN_MILLISECONDS) continue;
      // What other cells make in their turn must not fall into this loop's memory scope.
      batches.endIteration();
      if (endsPiece) {
        yield columnsOf(rows);
        rows = [];
      }
      await turnOfTheEventLoop();
      lastTurn = performance.now();
      if (endsPiece) start = lastTurn;
    }
    if (rows.length > 0) yield columnsOf(rows);
    // Epochs that are shorter than a piece would follow each other without a turn.
    await turnOfTheEventLoop();
  };
}

function columnsOf(rows: readonly number[][]): Piece {
  const columns = rows[rows.length - 1];
  return columns.map((_, column) =>
    Float32Array.from(rows.flatMap((row) => row.slice(column, column + 1))),
  );
}

export function turnOfTheEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
