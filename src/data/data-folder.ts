import path from 'node:path';
import { cacheFolder } from '../download/cache-folder.js';

/** Where downloaded data goes when the user names no folder: `gradbook/data` in the user's cache. */
export const dataFolder = (environment?: NodeJS.ProcessEnv): string =>
  path.join(cacheFolder(environment), 'data');
