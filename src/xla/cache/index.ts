/** Compiled programs kept on disk, as the environment variable `GRADBOOK_CACHE` says. */
import path from 'node:path';
import { cacheFolder } from '../../download/cache-folder.js';
import type { PjrtClient } from '../pjrt/index.js';
import { ExecutableCache } from './executable-cache.js';

export { ExecutableCache } from './executable-cache.js';

const LIMIT = 256 * 2 ** 20;

/** `GRADBOOK_CACHE=off` keeps nothing; a path names another folder than the user's own cache. */
export function executableCacheFor(client: PjrtClient): ExecutableCache | undefined {
  const setting = process.env.GRADBOOK_CACHE;
  if (setting === 'off') return undefined;
  const folder = setting ? path.resolve(setting) : path.join(cacheFolder(), 'programs');
  return new ExecutableCache(client, folder, LIMIT);
}
