/** What the figures were taken on: the header of the bench's output. */
import { cpus, loadavg, release, type } from 'node:os';

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  /** Mean number of runnable processes over the last minute, before the bench began: near 0 on a quiet machine. */
  readonly load: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
}

export function machine(): Machine {
  const cores = cpus();
  return {
    cpu: cores[0]?.model.trim() || 'unknown processor',
    cores: cores.length,
    load: loadavg()[0] ?? Number.NaN,
    system: `${type()} ${release()}`,
    node: process.version,
    date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  };
}

/**
 * One line; it warns when other work shares the machine. Then the ratios mean little: threads that wait for each other
 * in a loop, as PyTorch's do, may be a hundred times slower while another process holds one of their cores.
 */
export function machineLine({ cpu, cores, load, system, node, date }: Machine): string {
  const busy = load > cores / 2 ? ', SO BUSY THAT THE RATIOS MEAN LITTLE' : '';
  return `${cpu}, ${cores} cores; ${system}; Node ${node}; ${date} UTC; load ${load.toFixed(2)}${busy}`;
}
