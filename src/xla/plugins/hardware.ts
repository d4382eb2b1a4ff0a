/** What this machine has for a plugin to drive, and which plugins fit. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Hardware, type Plugin, type PluginPlatform, plugins } from './catalogue/index.js';

/** Whether a plugin can run here: what it would run on, or what is missing. */
export type Fit =
  | { readonly fits: true; readonly found: string }
  | { readonly fits: false; readonly why: string };

/** What is looked at; tests give others. */
export interface Machine {
  /** `process.platform`-`process.arch`. */
  readonly name: string;
  /** A file's text; undefined where there is none. */
  read(file: string): string | undefined;
  /** The names in a folder; none where there is no such folder. */
  list(folder: string): readonly string[];
}

export const thisMachine: Machine = {
  name: `${process.platform}-${process.arch}`,
  read: (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};

/** Whether a platform's plugin can run on a machine. */
export function fitOf(platform: PluginPlatform, machine = thisMachine): Fit {
  const plugin: Plugin = plugins[platform];
  if (plugin.machine !== machine.name) {
    return { fits: false, why: `it runs on ${plugin.machine}, and this is ${machine.name}` };
  }
  return FITS[plugin.hardware](plugin, machine);
}

/** Where Linux distributions have the system's libraries. */
const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/usr/local/lib'];

const FITS: Readonly<Record<Hardware, (plugin: Plugin, machine: Machine) => Fit>> = {
  cpu: () => ({ fits: true, found: 'this processor' }),
  apple: () => ({ fits: true, found: "this Mac's GPU" }),
  nvidia({ platform, oldestDriver = 0 }, machine) {
    const [, version] =
      /Kernel Module\s.*?(\d+(?:\.\d+)+)/.exec(machine.read('/proc/driver/nvidia/version') ?? '') ??
      [];
    if (version === undefined) return { fits: false, why: 'no NVIDIA driver is loaded' };
    if (Number.parseInt(version, 10) >= oldestDriver)
      return { fits: true, found: `NVIDIA driver ${version}` };
    return {
      fits: false,
      why: `the NVIDIA driver is ${version}, and ${platform} needs ${oldestDriver} or newer`,
    };
  },
  amd(_, machine) {
    if (!machine.list('/dev').includes('kfd'))
      return { fits: false, why: 'no AMD GPU driver is loaded' };
    const version = machine.read('/opt/rocm/.info/version')?.trim();
    if (version?.startsWith('7.')) return { fits: true, found: `AMD GPU, ROCm ${version}` };
    return {
      fits: false,
      why: `it needs ROCm 7 in /opt/rocm, where ${version ? `${version} lies` : 'nothing lies'}`,
    };
  },
  intel(_, machine) {
    const cards = machine.list('/sys/class/drm').filter((name) => /^card\d+$/.test(name));
    const INTEL = '0x8086';
    const has = cards.some(
      (card) => machine.read(`/sys/class/drm/${card}/device/vendor`)?.trim() === INTEL,
    );
    if (!has) return { fits: false, why: 'no Intel GPU driver is loaded' };
    const loader = LIBRARY_FOLDERS.some((folder) =>
      machine.list(folder).includes('libze_loader.so.1'),
    );
    return loader
      ? { fits: true, found: 'Intel GPU' }
      : { fits: false, why: "Intel's Level Zero loader, libze_loader.so.1, is not installed" };
  },
};
