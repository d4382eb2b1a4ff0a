/** Ports for the kernels of tests. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Ports to listen at: none that the system hands out, which a connection could take before the kernel does. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const listens = await new Promise<boolean>((resolve) => {
    server.once('listening', () => resolve(true)).once('error', () => resolve(false));
  });
  if (listens) await new Promise((resolve) => server.close(resolve));
  return listens;
}
