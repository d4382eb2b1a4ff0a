/**
 * A notebook's cell that is interrupted ends without its `finally`, and leaves TensorFlow.js's scopes and tape open: whatever
 * is made later would belong to them, and be kept for ever.
 */
import type { engine, TensorContainer } from '@tensorflow/tfjs-core';
import { onUnwound } from '../../interrupt.js';

type Engine = ReturnType<typeof engine>;

/** How the names of the scopes end that TensorFlow.js's operations open, without `tidy`. */
const OPERATION = '__op';

/** Has what such cells leave open closed, and what belongs to it freed, from now on. */
export function closeAbandonedScopes(engine: Engine): void {
  const { tidy } = engine;
  /** How many scopes there were at the beginning of each `tidy` that has not ended. */
  const open: number[] = [];
  engine.tidy = <T extends TensorContainer>(...args: Parameters<typeof tidy<T>>): T => {
    open.push(engine.state.scopeStack.length);
    try {
      return tidy.apply(engine, args) as T;
    } finally {
      open.pop();
    }
  };
  onUnwound(() => {
    const { state } = engine;
    const { length } = state.scopeStack;
    const operation = state.scopeStack.findIndex(({ name }) => name.endsWith(OPERATION));
    const left = Math.min(open[0] ?? length, operation < 0 ? length : operation);
    open.length = 0;
    while (state.scopeStack.length > left) engine.endScope();
    Object.assign(state, { gradientDepth: 0, activeTape: null });
  });
}
