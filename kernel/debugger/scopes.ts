/** The scopes of a frame, as few as tell a person something: locals, closure, what all cells share. */
import type { Debugger } from 'node:inspector';
import type { Frame } from './frames.js';
import type { Holder } from './properties.js';

const LOCAL: readonly string[] = ['local', 'block', 'catch', 'with', 'eval'];
const CLOSURE: readonly string[] = ['closure', 'module'];

export interface Scope {
  readonly name: string;
  readonly presentationHint: 'locals' | 'globals' | 'closure';
  readonly holder: Holder;
}

/** Innermost first. At the top level of a cell, the variables of cells are its locals. */
export function scopesOf({ call, script }: Frame): Scope[] {
  const { scopeChain, callFrameId } = call;
  const isFunction = scopeChain.some(({ type }) => type === 'local');
  const isCell = script.cell !== undefined;
  const scope = (types: readonly string[], more: Partial<Holder & { kind: 'scopes' }> = {}) => {
    const objects = scopeChain
      .filter(({ type }) => types.includes(type))
      .flatMap(({ object }) => object.objectId ?? []);
    const none = { beside: [], hasGlobals: false } as const;
    return { kind: 'scopes', objects, ...none, frame: callFrameId, ...more } as const;
  };
  const beside = besideOf(call);
  const isModule = !isFunction && !isCell;
  const local = scope(isModule ? [...LOCAL, 'module'] : LOCAL, {
    beside,
    hasGlobals: !isFunction && isCell,
  });
  const closure = scope(isModule ? ['closure'] : CLOSURE);
  const all: Scope[] = [{ name: 'Locals', presentationHint: 'locals', holder: local }];
  if (closure.objects.length > 0) {
    all.push({ name: 'Closure', presentationHint: 'closure', holder: closure });
  }
  const globals = scope([], { hasGlobals: true });
  return [...all, { name: 'Globals', presentationHint: 'globals', holder: globals }];
}

/** `this`, and what a function that ends is about to return. */
function besideOf({ this: self, returnValue }: Debugger.CallFrame) {
  const beside: [string, Debugger.CallFrame['this']][] = [];
  if (returnValue) beside.push(['Return value', returnValue]);
  const isGlobal = self.className === 'global' || self.description === 'Object [global]';
  if (self.type !== 'undefined' && !isGlobal) beside.push(['this', self]);
  return beside;
}
