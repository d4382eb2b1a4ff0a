/** A worker thread with a client of its own; posts what it computes, and goes on as it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import { PjrtClient } from '../../src/xla/pjrt/index.js';
import { ADD, POWER } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
const a = client.bufferFromHost(Float32Array.of(1, 2, 3, 4), [4], 'f32');
const [sum] = client.compile(ADD).execute([a, a]);
if (workerData === 'with a long run') {
  const count = client.bufferFromHost(Int32Array.of(500_000), [], 's32');
  const x = client.bufferFromHost(new Float32Array(512 * 512), [512, 512], 'f32');
  const [result] = client.compile(POWER).execute([count, x]);
  void result?.copyToHost();
}
parentPort?.postMessage(await sum?.copyToHost());
