/** Where what is downloaded goes when the user names no folder. */
import { homedir } from 'node:os';
import path from 'node:path';

/** `gradbook` in the user's cache. XDG Base Directory: a relative `XDG_CACHE_HOME` is ignored. */
export function cacheFolder({ XDG_CACHE_HOME: cache }: NodeJS.ProcessEnv = process.env): string {
  const base = cache && path.isAbsolute(cache) ? cache : path.join(homedir(), '.cache');
  return path.join(base, 'gradbook');
}
