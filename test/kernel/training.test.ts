/** The library in the kernel: sizes that do not fit are underlined, and a run is steered from other cells. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';

let kernel: KernelClient;
before(async () => {
  kernel = await KernelClient.start();
});
after(() => kernel.stop());

/** Runs a cell, which must succeed, and gives its result. */
async function result(code: string): Promise<string | undefined> {
  const cell = await kernel.run(code);
  assert.equal(cell.reply.status, 'ok', cell.traceback);
  return cell.result;
}

describe('Layers that do not fit', () => {
  const WRONG = 'new nn.Sequential(new nn.Linear(784, 512), new nn.Linear(500, 10));';
  const SAYS = 'This layer takes 500 features, and the layer before gives 512. Make both the same.';

  /** What is said of the types of cells, the first of which has the code. A slow check is said under a later one. */
  async function warningOf(code: string): Promise<string> {
    let said = (await kernel.run(code)).text('stderr');
    for (let tries = 0; tries < 200 && said === ''; tries++) {
      said = (await kernel.run('await new Promise((done) => setTimeout(done, 50))')).text('stderr');
    }
    return said;
  }

  test('are underlined under the cell, which runs, with what each takes and gives', async () => {
    await result(
      "import { device, DataLoader, fit, nn, optim, randint, randn, TensorDataset } from 'gradbook'; await device('cpu')",
    );
    const [head, ...more] = (await warningOf(WRONG)).trimEnd().split('\n');
    const [line, marks] = more.slice(-2);
    const at = WRONG.indexOf('new nn.Linear(500');
    assert.match(head, new RegExp(`^cell \\d+:1:${at + 1} - warning TS2345: `));
    assert.ok(head.includes(SAYS), head);
    assert.equal(line, `  1 | ${WRONG}`);
    assert.equal(marks, `    | ${' '.repeat(at)}${'^'.repeat('new nn.Linear(500, 10)'.length)}`);
  });

  test('are an error of the cell under %types strict, and fitting or unknown sizes are none', async () => {
    await result('%types strict');
    const refused = await kernel.run(WRONG);
    assert.equal(refused.reply.status, 'error');
    assert.ok(refused.reply.evalue.includes(SAYS), refused.reply.evalue);
    const silent = await kernel.run(
      'const width: number = 512;\nnew nn.Sequential(new nn.Linear(784, width), new nn.ReLU(), new nn.Linear(width, 10));\n' +
        'const layers: nn.Module[] = [];\nnew nn.Sequential(...layers, new nn.Linear(784, 512), new nn.Linear(512, 10)).length',
    );
    assert.equal(silent.text('stderr'), '');
    assert.equal(silent.result, '2');
    await result('%types warn');
  });
});

describe('A run', () => {
  before(async () => {
    await result(`
      const data = new TensorDataset(randn([64, 4]), randint(0, 2, [64]));
      const loader = new DataLoader(data, { batchSize: 8, shuffle: true });
      const net = new nn.Linear(4, 2);
      const optimizer = new optim.SGD(net.parameters(), { lr: 0.01 });
      const criterion = new nn.CrossEntropyLoss();
      const heard: number[] = [];
      const epochs = (n: number) => new Promise<void>((done) => {
        const end = run.on('epoch', () => --n === 0 && (end(), done()));
      });`);
    await result(
      'const run = fit(net, loader, { epochs: 1e6, optimizer, criterion, callbacks: [] }); run.state',
    );
  });

  test('goes on while other cells run, which see its history grow and hear of its epochs', async () => {
    assert.equal(await result('run.state'), "'running'");
    await result("run.on('epoch', ({ epoch }) => heard.push(epoch)); await epochs(2)");
    assert.equal(await result('heard.length >= 2 && heard[1] === heard[0] + 1'), 'true');
    assert.equal(await result('run.history.epochs.length >= heard[1]'), 'true');
  });

  test('is paused and resumed from other cells', async () => {
    const later =
      'await new Promise((done) => setTimeout(done, 100)); run.history.stepLosses.length';
    let steps = await result('run.pause(); run.history.stepLosses.length');
    // The piece of training that is under way still ends.
    for (let before: typeof steps; steps !== before; )
      [before, steps] = [steps, await result(later)];
    assert.equal(await result(later), steps);
    assert.equal(await result('run.state'), "'paused'");
    await result('run.resume(); await epochs(1)');
    assert.ok(Number(await result('run.history.stepLosses.length')) > Number(steps));
  });

  test('takes another learning rate from another cell', async () => {
    await result('run.lr = 1e-4; await epochs(2)');
    assert.equal(await result('run.history.epochs.at(-1)?.lr'), '0.0001');
  });

  test('goes on where a cell is interrupted that only waits', async () => {
    for (let times = 0; times < 3; times++) {
      const waiting = await kernel.begin('await new Promise(() => {})');
      await kernel.request('interrupt_request', {}, 'control');
      await kernel.finished(waiting);
      assert.equal(waiting.reply.ename, 'Interrupted');
      await result('await epochs(1)');
    }
  });

  test('is stopped from another cell; awaiting it gives its history, and what was trained stays', async () => {
    await result("run.stop('seen enough')");
    assert.equal(await result('(await run).stopped'), "'seen enough'");
    assert.equal(await result('run.state'), "'stopped'");
    const steps = await result('run.history.stepLosses.length');
    assert.equal(await result('run.history.stepLosses.length'), steps);
  });
});
