/**
 * Loaded into a kernel's threads by `NODE_OPTIONS`: the thread of the sockets says, when a cell asks, what it holds once
 * garbage is collected. Nothing else reaches into that thread.
 */
import { getHeapStatistics } from 'node:v8';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { collectGarbage } from '../collect-garbage.js';

if (!isMainThread) {
  const channel = new BroadcastChannel('live bytes');
  channel.onmessage = async (message: unknown) => {
    const isQuestion =
      typeof message === 'object' && message !== null && Reflect.get(message, 'data') === 'ask';
    if (!isQuestion) return;
    await collectGarbage();
    channel.postMessage(getHeapStatistics().used_heap_size);
  };
  channel.unref();
}
