/** Where downloaded data goes when the user names no folder. */
import { homedir } from 'node:os';
import path from 'node:path';

/** `gradbook/data` in the user's cache (XDG Base Directory: a relative `XDG_CACHE_HOME` is ignored). */
export function dataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: cache } = environment;
  const base = cache && path.isAbsolute(cache) ? cache : path.join(homedir(), '.cache');
  return path.join(base, 'gradbook', 'data');
}
