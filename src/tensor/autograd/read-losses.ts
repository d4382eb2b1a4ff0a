/**
 * Which losses a person reads, for whoever watches over a training: `backward` makes a tensor a loss, `item` reads it.
 * Nothing is read for the watching's sake, which would make each step wait for the device.
 */
import type { OperationNode } from './node.js';

/** Hears what the losses are that it has claimed. */
export type LossListener = (loss: number, whyNaN: string | undefined) => void;

const MOST = 64;

/** Losses whose step has not come yet. */
let unclaimed: OperationNode[] = [];
const listeners = new WeakMap<OperationNode, LossListener>();
const remarks = new WeakMap<OperationNode, (value: number) => void>();
const explanations = new WeakMap<OperationNode, () => string | undefined>();

export function noteBackward(loss: OperationNode): void {
  unclaimed.push(loss);
  if (unclaimed.length > MOST) unclaimed.shift();
}

/** The losses since the last step of an optimizer are those of this step. */
export function claimLosses(listener: LossListener): void {
  for (const loss of unclaimed) listeners.set(loss, listener);
  unclaimed = [];
}

/** Says why a result is NaN, if it is. */
export function explainNaN(result: OperationNode | undefined, why: () => string | undefined): void {
  if (result) explanations.set(result, why);
}

/** Hears the value of a result when a person reads it. */
export function remarkOn(result: OperationNode | undefined, remark: (value: number) => void): void {
  if (result) remarks.set(result, remark);
}

export function noteItem(result: OperationNode, value: number): void {
  remarks.get(result)?.(value);
  const listener = listeners.get(result);
  listener?.(value, Number.isNaN(value) ? explanations.get(result)?.() : undefined);
}
