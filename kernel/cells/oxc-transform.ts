/** oxc's compiler, loaded by the first cell that has types, and for it: the kernel's start is a person's wait. */
import { createRequire } from 'node:module';
import type { TransformOptions, TransformResult } from 'oxc-transform';

const require = createRequire(import.meta.url);

type Oxc = typeof import('oxc-transform');

let loaded: Oxc | undefined;

/** Loads it, unless that was done before. */
export function loadCompiler(): Oxc {
  const oxc: Oxc = loaded ?? require('oxc-transform');
  loaded = oxc;
  return oxc;
}

export function transformSync(
  file: string,
  text: string,
  options: TransformOptions,
): TransformResult {
  return loadCompiler().transformSync(file, text, options);
}
