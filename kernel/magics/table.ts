/** All magics, by name. A new one is a file and a line here. */
import { cd } from './cd.js';
import { env } from './env.js';
import { lister } from './lsmagic.js';
import type { Magic } from './magic.js';
import { npm } from './npm.js';
import { rendered } from './rendered.js';
import { reset } from './reset.js';
import { bash, command, sh } from './shell.js';
import { time } from './time.js';
import { timeit } from './timeit.js';
import { types } from './types.js';
import { who } from './who.js';
import { writefile } from './writefile.js';

const ALL: readonly Magic[] = [
  command,
  sh,
  bash,
  npm,
  cd,
  env,
  who,
  reset,
  time,
  timeit,
  types,
  writefile,
  ...rendered,
  lister(() => ALL),
];

export const MAGICS: ReadonlyMap<string, Magic> = new Map(ALL.map((magic) => [magic.name, magic]));
