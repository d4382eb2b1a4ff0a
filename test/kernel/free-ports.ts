/** Ports for the kernels of tests. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** None that the system hands out, which a connection could take before the kernel does: Linux begins at 32,768. */
const FIRST = 10_000;
const BLOCKS = 220;
const BLOCK_SIZE = 100;

/** The block of ports that this process alone uses, so that no test running beside it takes one before the kernel does. */
let block: Promise<number> | undefined;
let offset = 0;

/** Ports to listen at. */
export async function freePorts(count: number): Promise<number[]> {
  block ??= claimBlock();
  const claim = await block;
  const ports: number[] = [];
  while (ports.length < count) {
    // The first one is the claim itself.
    const port = claim + 1 + (offset++ % (BLOCK_SIZE - 1));
    const server = await listenAt(port);
    if (!server) continue;
    server.close();
    await once(server, 'close');
    ports.push(port);
  }
  return ports;
}

/** The first port of a block: who listens there has the whole of it, as long as the process lives. */
async function claimBlock(): Promise<number> {
  for (;;) {
    const first = FIRST + randomInt(BLOCKS) * BLOCK_SIZE;
    const server = await listenAt(first);
    if (!server) continue;
    server.unref();
    return first;
  }
}

async function listenAt(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  return new Promise((resolve) => {
    server.once('listening', () => resolve(server)).once('error', () => resolve(undefined));
  });
}
