/** Errors of installing a plugin. */
import { reasonOf } from '../../python/index.js';
import { type Plugin, titleOf } from './catalogue/index.js';

/** A plugin could not be installed. */
export class PluginInstallError extends Error {
  override readonly name = 'PluginInstallError';
  constructor(
    readonly plugin: Plugin,
    /** Where it would lie. */
    readonly folder: string,
    readonly why: string,
    options?: ErrorOptions,
  ) {
    super(`The XLA plugin ${titleOf(plugin)} could not be installed in ${folder}: ${why}`, options);
  }

  static from(cause: unknown, plugin: Plugin, folder: string): PluginInstallError {
    if (cause instanceof PluginInstallError) return cause;
    return new PluginInstallError(plugin, folder, reasonOf(cause), { cause });
  }
}
