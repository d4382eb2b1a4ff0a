/** Where plugins lie on this machine, and whether one is whole. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../download/cache-folder.js';
import { type Plugin, type PluginPlatform, plugins } from './catalogue/index.js';

export function pluginFolder({ wheels: [own] }: Plugin): string {
  return path.join(cacheFolder(), 'plugins', `${own.package}-${own.version}`);
}

/**
 * The shared library of the platform's installed plugin, or `undefined` where none is whole.
 * The environment variable `GRADBOOK_PJRT_PLUGIN` names another one.
 */
export function installedPlugin(platform: PluginPlatform): string | undefined {
  return process.env.GRADBOOK_PJRT_PLUGIN || installedLibrary(plugins[platform]);
}

/** The libraries to load before the platform's plugin: paths, in order. */
export function preloadsOf(platform: PluginPlatform): string[] {
  if (process.env.GRADBOOK_PJRT_PLUGIN) return [];
  const plugin = plugins[platform];
  return plugin.preload.map((file) => path.join(pluginFolder(plugin), file));
}

/** The plugin's shared library in the cache, or `undefined` where it isn't whole. */
export function installedLibrary(plugin: Plugin): string | undefined {
  const folder = pluginFolder(plugin);
  const stamp = readStamp(folder);
  const library = path.join(folder, plugin.library);
  return stamp !== undefined && sameFile(stamp, plugin, library) ? library : undefined;
}

/**
 * Written last, so that its presence says that all before it is there. The size and the time of the
 * library's last change tell a file that was cut or overwritten, without reading its 250 MB.
 */
export interface Stamp {
  /** Of the wheels, in the catalogue's order. */
  sha256: readonly string[];
  size: number;
  changed: number;
}

export const STAMP_FILE = 'installed.json';

/** What a stamp says of the wheels. */
export function hashesOf({ wheels }: Plugin): string[] {
  return wheels.map(({ sha256 }) => sha256);
}

function readStamp(folder: string): Partial<Stamp> | undefined {
  try {
    const parsed: unknown = JSON.parse(readFileSync(path.join(folder, STAMP_FILE), 'utf8'));
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function sameFile(stamp: Partial<Stamp>, plugin: Plugin, library: string): boolean {
  const found = statSync(library, { throwIfNoEntry: false });
  return (
    found !== undefined &&
    String(stamp.sha256) === String(hashesOf(plugin)) &&
    stamp.size === found.size &&
    stamp.changed === Math.trunc(found.mtimeMs)
  );
}
