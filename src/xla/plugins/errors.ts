/** Errors of installing a plugin. */
import type { Plugin } from './catalogue.js';

/** A plugin could not be installed. */
export class PluginInstallError extends Error {
  override readonly name = 'PluginInstallError';
  constructor(
    readonly plugin: Plugin,
    /** Where it would lie. */
    readonly folder: string,
    readonly why: string,
  ) {
    super(
      `The XLA plugin ${plugin.package} ${plugin.version} could not be installed in ${folder}: ${why}`,
    );
  }

  static from(error: unknown, plugin: Plugin, folder: string): PluginInstallError {
    if (error instanceof PluginInstallError) return error;
    return new PluginInstallError(plugin, folder, explain(error));
  }
}

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EFBIG') return 'the disk is full; free 400 MB and try again.';
  if (code === 'EACCES' || code === 'EROFS') {
    return 'the folder is not writable; make it so, or set XDG_CACHE_HOME to one that is.';
  }
  return error instanceof Error ? error.message : String(error);
}
