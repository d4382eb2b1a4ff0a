/**
 * Kernels side by side: from spawning the process to the end of the first `1+1`, and one more `1+1`. Each round starts
 * every kernel anew. What else a kernel must do well (output, interrupts) is tested, not timed.
 */
import path from 'node:path';
import { InstallError, npmPeers, pythonPeer, sources } from '../install.js';
import { interleave, median, type Samples } from '../rounds.js';
import { samplesTable } from '../table.js';
import { numberIn, numbersIn, Worker } from '../worker.js';
import { gradbook, ipykernel, type Kernel, REFERENCE, tslab } from './kernels.js';

export interface KernelFigures {
  /** Seconds, a sample a round. */
  readonly start: readonly Samples[];
  /** Milliseconds, the median of a round's cells. */
  readonly latency: readonly Samples[];
  /** Cells whose end never came, by contestant. */
  readonly lost: Readonly<Record<string, number>>;
  /** By contestant. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface KernelOptions {
  /** The Python that environments are made with. */
  readonly python: string;
  readonly rounds: number;
  /** `1+1` so often in each round. */
  readonly cells: number;
}

/** @throws InstallError without ipykernel's environment, whose `jupyter_client` measures all */
export async function measureKernels(options: KernelOptions): Promise<KernelFigures> {
  const python = await pythonPeer('jupyter', options.python, '20 MB');
  const { kernels, missing } = await available(python);
  const environment = path.dirname(path.dirname(python));
  const { worker } = await Worker.start({
    file: python,
    args: [path.join(sources, 'kernel', 'client.py')],
    // Not the person's own settings and history.
    env: { IPYTHONDIR: path.join(environment, 'ipython') },
  });
  try {
    const latencies = new Map(kernels.map(({ name }) => [name, [] as number[]]));
    const lost: Record<string, number> = {};
    const contestants = kernels.map(({ name, argv }) => ({
      name,
      async measure() {
        const answer = await worker.ask({ argv, cells: options.cells });
        lost[name] = (lost[name] ?? 0) + numberIn(answer, 'lost');
        latencies.get(name)?.push(median(numbersIn(answer, 'latencies')));
        return numberIn(answer, 'start');
      },
    }));
    const start = await interleave(contestants, options.rounds);
    const latency = start.map((samples) => ({
      ...samples,
      values: latencies.get(samples.name) ?? [],
    }));
    const versions = Object.fromEntries(kernels.map(({ name, version }) => [name, version]));
    return { start: [...start, ...missing], latency: [...latency, ...missing], lost, versions };
  } finally {
    worker.stop();
  }
}

async function available(python: string): Promise<{ kernels: Kernel[]; missing: Samples[] }> {
  const kernels = [gradbook(), ipykernel(python)];
  try {
    return { kernels: [...kernels, tslab(await npmPeers())], missing: [] };
  } catch (error) {
    if (!(error instanceof InstallError)) throw error;
    return { kernels, missing: [{ name: 'tslab', values: [], failure: error.message }] };
  }
}

export function kernelTables({ start, latency, lost, versions }: KernelFigures): string {
  const columns = { version: versions };
  const cells = Object.fromEntries(Object.entries(lost).map(([name, n]) => [name, String(n)]));
  const tables = [
    samplesTable(start, { title: 'spawn to end of first `1+1`, s', reference: REFERENCE, columns }),
    samplesTable(latency, {
      title: '`1+1`, ms',
      reference: REFERENCE,
      columns: { ...columns, 'ends lost': cells },
    }),
  ];
  return tables.join('\n\n');
}
