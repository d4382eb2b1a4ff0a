/** The order in which the worker thread takes what cells print and what is written past them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import { type FromMain, type Placed, SHARED_BYTES } from '../../kernel/link/messages.js';
import { sharedText, TextReader, TextWriter } from '../../kernel/link/text-ring.js';
import { Intake } from '../../kernel/threads/intake.js';

test('what was read of a program goes before what main prints once it may go on', {
  timeout: 5000,
}, async (t) => {
  const shared = new Int32Array(new SharedArrayBuffer(SHARED_BYTES));
  const text = sharedText();
  const writer = new TextWriter(text, shared);
  const { port1: main, port2: worker } = new MessageChannel();
  t.after(() => main.close());
  const post = (message: FromMain) =>
    main.postMessage({ at: writer.written, message } satisfies Placed);
  const print = (line: string) => writer.write(line, () => true);

  const shown: string[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const intake = new Intake({
    port: worker,
    text: new TextReader(text, shared),
    shared,
    show: (_, message) => {
      if (message.msg_type === 'stream') shown.push(message.content.text);
    },
    room: () => undefined,
    readDescriptors: () => {
      // As the main thread does as soon as the worker has looked: this worker is slow, and still looks.
      print('c');
      post({ type: 'ended', cell: 1, end: { status: 'ok', userExpressions: {} } });
      return [];
    },
    pass: () => end(),
  });
  post({ type: 'stream', cell: 1, name: 'stdout' });
  print('a');
  post({ type: 'look' });
  intake.takeWritten({ cell: 1, name: 'stderr', text: 'b' });
  await ended;
  assert.deepEqual(shown, ['a', 'b', 'c']);
});
