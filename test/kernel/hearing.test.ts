/** Who hears of an interrupt: the cell's own code, which then has time to clean up, and not who looks at it. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MessageChannel } from 'node:worker_threads';
import {
  Cell,
  Interrupted,
  runInCell,
  runsInterrupted,
  runsOther,
  watchStops,
} from '../../kernel/context/cell.js';
import { Output } from '../../kernel/display/output.js';
import { questions } from '../../kernel/display/prompt.js';
import { SHARED_BYTES } from '../../kernel/link/messages.js';
import { sharedText, TextWriter } from '../../kernel/link/text-ring.js';

const JOB = { requestId: '', code: '', count: 1, silent: false, userExpressions: {} };

let heard = 0;

beforeEach(() => {
  heard = 0;
  watchStops(
    (cell) => cell < 2,
    () => {
      heard += 1;
    },
  );
});

test('the kernel sees that a cell is to stop, and its code has not heard so', () => {
  const cell = new Cell({ ...JOB, id: 1, allowStdin: false });
  assert.equal(runInCell(cell, runsInterrupted), true);
  assert.equal(runInCell(cell, runsOther), false);
  assert.equal(heard, 0);
});

test('code that asks has heard so', () => {
  const cell = new Cell({ ...JOB, id: 1, allowStdin: false });
  assert.equal(cell.isInterrupted, true);
  assert.equal(heard, 1);
});

test('a cell that is not to stop hears nothing', () => {
  const cell = new Cell({ ...JOB, id: 2, allowStdin: false });
  assert.equal(cell.isInterrupted, false);
  assert.equal(runInCell(cell, runsOther), true);
  assert.equal(heard, 0);
});

test('a question is given up where the interrupt comes as soon as it is asked', async () => {
  const { port1, port2 } = new MessageChannel();
  const slots = new Int32Array(new SharedArrayBuffer(SHARED_BYTES));
  let isAsked = false;
  watchStops(
    () => isAsked,
    () => {},
  );
  class Answered extends Output {
    override post(): void {
      isAsked = true;
    }
  }
  const output = new Answered(port1, new TextWriter(sharedText(), slots), slots);
  const cell = new Cell({ ...JOB, id: 1, allowStdin: true });
  const answer = questions(output, port2, slots).ask(cell);
  cell.interrupt();
  await assert.rejects(answer, Interrupted);
  port1.close();
});
