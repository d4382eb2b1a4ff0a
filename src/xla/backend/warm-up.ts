/**
 * XLA's CPU plugin computes matrix products by oneDNN, which writes its machine code when the first one runs: 45 ms with
 * AVX-512. So one runs as soon as the client is up, on the plugin's own thread, while data are still being read, and the
 * first training step doesn't wait for it.
 */
import type { ExecutableCache } from '../cache/index.js';
import type { PjrtClient } from '../pjrt/index.js';

/** Large enough that XLA leaves it to oneDNN. */
const SIZE = 64;
const MATRIX = `tensor<${SIZE}x${SIZE}xf32>`;
const PROGRAM = `module @warm_up {
  func.func @main(%arg0: ${MATRIX}) -> (${MATRIX}) {
    %0 = stablehlo.dot_general %arg0, %arg0, contracting_dims = [1] x [0] : (${MATRIX}, ${MATRIX}) -> ${MATRIX}
    func.return %0 : ${MATRIX}
  }
}
`;

/**
 * Starts a matrix product on a CPU and doesn't wait for it. Compiled in another thread, where it is not on disk yet.
 */
export async function warmUp(client: PjrtClient, onDisk: ExecutableCache): Promise<void> {
  if (client.platformName !== 'cpu') return;
  try {
    const program = onDisk.get(PROGRAM, [0]) ?? (await compiled(client, onDisk));
    const matrix = client.bufferFromHost(new Float32Array(SIZE * SIZE), [SIZE, SIZE], 'f32');
    for (const buffer of [...program.execute([matrix]), matrix]) buffer.delete();
    program.delete();
  } catch {
    // The first program that is asked for tells.
  }
}

async function compiled(client: PjrtClient, onDisk: ExecutableCache) {
  const program = await client.compileAsync(PROGRAM);
  onDisk.put(PROGRAM, program);
  return program;
}
