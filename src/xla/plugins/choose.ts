/** Which of some plugins to take on this machine: one that fits and is installed goes before one that only fits. */
import type { PluginPlatform } from './catalogue/index.js';
import { fitOf, type Machine, thisMachine } from './hardware.js';
import { installedPlugin } from './location.js';

/** The plugins for what people call a device, the better ones first. */
export const platformsOf = {
  cuda: ['cuda13', 'cuda12'],
  rocm: ['rocm'],
  oneapi: ['oneapi'],
  metal: ['metal'],
  cpu: ['cpu'],
} as const satisfies Record<string, readonly PluginPlatform[]>;
export type XlaDevice = keyof typeof platformsOf;

export function isXlaDevice(name: string): name is XlaDevice {
  return Object.hasOwn(platformsOf, name);
}

export type Choice =
  /** Fits, what it would run on, and its shared library; undefined where it isn't installed. */
  | {
      readonly kind: 'fits';
      readonly platform: PluginPlatform;
      readonly found: string;
      readonly library: string | undefined;
    }
  /** None fits; why not, in the order of the plugins. */
  | {
      readonly kind: 'none';
      readonly reasons: readonly { platform: PluginPlatform; why: string }[];
    };

/**
 * @param platforms the better ones first
 * @param library the shared library of a platform's installed plugin
 */
export function choosePlugin(
  platforms: readonly PluginPlatform[],
  machine: Machine = thisMachine,
  library = installedPlugin,
): Choice {
  const looks = platforms.map((platform) => ({ platform, fit: fitOf(platform, machine) }));
  const fitting = looks.flatMap(({ platform, fit }) =>
    fit.fits
      ? [{ kind: 'fits', platform, found: fit.found, library: library(platform) } as const]
      : [],
  );
  const best = fitting.find((one) => one.library !== undefined) ?? fitting[0];
  if (best) return best;
  const reasons = looks.flatMap(({ platform, fit }) =>
    fit.fits ? [] : [{ platform, why: fit.why }],
  );
  return { kind: 'none', reasons };
}
