/**
 * Loading the kernel's own files with the code that V8 made of them before: to read their text anew is a good part of the
 * start, for which a person waits. The code lies beside each file, for the V8 and the options that made it.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setTimeout } from 'node:timers';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** When the code is kept, in milliseconds after the load: then it has all functions that the start and first cells run. */
const CALM = 500;

const HASH = 'sha256';
const HASH_BYTES = 32;

/**
 * What a CommonJS file exports; only who asks knows what that is.
 * @param calm how long to wait, in milliseconds, before the code is kept, where there is none yet
 */
export function loadWithKeptCode<Exports>(file: string, calm = CALM): Exports {
  const text = readFileSync(file, 'utf8');
  const keptIn = `${file}.${cachedDataVersionTag()}.code`;
  const code = readCode(keptIn, text);
  const script = new Script(
    `(function (exports, require, module, __filename, __dirname) {${text}\n})`,
    {
      filename: file,
      ...(code ? { cachedData: code } : {}),
    },
  );
  const module: { exports: unknown } = { exports: {} };
  const require = createRequire(file);
  const { exports } = module;
  Reflect.apply(script.runInThisContext(), exports, [
    exports,
    require,
    module,
    file,
    path.dirname(file),
  ]);
  // V8 refuses what another V8 has made.
  if (!code || script.cachedDataRejected)
    setTimeout(() => keep(script, keptIn, text), calm).unref();
  return module.exports as Exports;
}

/** V8 trusts what it gets: so it gets none that is damaged, or that was made of another text. */
function readCode(file: string, text: string): Buffer | undefined {
  let kept: Buffer;
  try {
    kept = readFileSync(file);
  } catch {
    return undefined;
  }
  const code = kept.subarray(HASH_BYTES);
  return kept.subarray(0, HASH_BYTES).equals(hashOf(text, code)) ? code : undefined;
}

function keep(script: Script, file: string, text: string): void {
  const code = script.createCachedData();
  const unfinished = `${file}.${process.pid}`;
  try {
    writeFileSync(unfinished, Buffer.concat([hashOf(text, code), code]));
    renameSync(unfinished, file);
  } catch {
    // The package is not the person's to write: the start takes a little longer each time.
  }
}

function hashOf(text: string, code: Buffer): Buffer {
  // Loaded now: the main thread has started the other one by then.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash(HASH).update(text).update(code).digest();
}
