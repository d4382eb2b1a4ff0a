/**
 * `usage_request` on the control channel: what the kernel takes of the machine, as JupyterLab's
 * panel of jupyter-resource-usage shows it. Programs that cells start are not counted.
 *
 * ipykernel's extension of the protocol: `Kernel.usage_request`.
 */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Handler } from './handler.js';

/** Times in milliseconds. */
interface Sample {
  readonly time: number;
  readonly computed: number;
  readonly hostBusy: number;
  readonly hostTotal: number;
}

/** Percentages are of the time since the request before; the first one's of the kernel's life. */
let before: Sample = { time: 0, computed: 0, hostBusy: 0, hostTotal: 0 };

export const usage: Handler = () => {
  const now = sample();
  const since = (part: keyof Sample) => now[part] - before[part];
  const kernelCpu = (100 * since('computed')) / Math.max(1, since('time'));
  const hostCpu = (100 * since('hostBusy')) / Math.max(1, since('hostTotal'));
  before = now;
  return {
    msg_type: 'usage_reply',
    content: {
      status: 'ok',
      hostname: os.hostname(),
      pid: process.pid,
      kernel_cpu: rounded(kernelCpu),
      kernel_memory: process.memoryUsage.rss(),
      cpu_count: os.availableParallelism(),
      host_cpu_percent: rounded(hostCpu),
      host_virtual_memory: hostMemory(),
    },
  };
};

/** In bytes, by the names of Python's psutil; what only Linux tells is left out elsewhere. */
function hostMemory(): Record<string, number> {
  const total = os.totalmem();
  const available = os.freemem();
  const used = total - available;
  const percent = rounded((100 * used) / total);
  return { total, available, used, percent, free: available, ...linuxMemory() };
}

function linuxMemory(): Record<string, number> {
  try {
    const text = readFileSync('/proc/meminfo', 'utf8');
    const bytes = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
    return { free: bytes('MemFree'), active: bytes('Active'), inactive: bytes('Inactive') };
  } catch {
    return {};
  }
}

/** To a tenth, as psutil has it: the panel shows all digits. */
function rounded(percent: number): number {
  return Math.round(10 * percent) / 10;
}

function sample(): Sample {
  const { user, system } = process.cpuUsage();
  let hostBusy = 0;
  let hostTotal = 0;
  for (const { times } of os.cpus()) {
    const all = Object.values(times).reduce((sum, time) => sum + time, 0);
    hostBusy += all - times.idle;
    hostTotal += all;
  }
  const time = process.uptime() * 1000;
  return { time, computed: (user + system) / 1000, hostBusy, hostTotal };
}
