/** Where what is downloaded goes when the user names no folder. */
import { homedir } from 'node:os';
import path from 'node:path';

/** `gradbook/data` in the user's cache. */
export const dataFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  inCache('data', environment);

/** `gradbook/models` in the user's cache. */
export const modelFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  inCache('models', environment);

/** XDG Base Directory: a relative `XDG_CACHE_HOME` is ignored. */
function inCache(kind: string, { XDG_CACHE_HOME: cache }: NodeJS.ProcessEnv): string {
  const base = cache && path.isAbsolute(cache) ? cache : path.join(homedir(), '.cache');
  return path.join(base, 'gradbook', kind);
}
