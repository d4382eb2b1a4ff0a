/** Widgets over the protocol: what a front end is told, and what it says. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { KernelClient } from './client.js';
import type { Exchange, Message } from './exchange.js';

const VIEW = 'application/vnd.jupyter.widget-view+json';

describe('widgets', () => {
  let kernel: KernelClient;
  before(async () => {
    kernel = await KernelClient.start();
    await kernel.run(`import { plots, show, widgets } from 'gradbook';`);
  });
  after(() => kernel.stop());

  const messages = (exchange: Exchange, type: string): Message[] =>
    exchange.on('iopub').filter((message) => message.type === type);
  /** The id of the widget that a cell shows. */
  const shown = (cell: Exchange): string => {
    const [result] = [...cell.contents('execute_result'), ...cell.contents('display_data')];
    return result.data[VIEW].model_id;
  };
  const say = (comm_id: string, data: object, buffers: Uint8Array[] = []) =>
    kernel.comm('comm_msg', { comm_id, data }, { buffers });
  const update = (id: string, state: object) => say(id, { method: 'update', state });
  const updates = (exchange: Exchange): [string, object][] =>
    exchange.contents('comm_msg').map(({ data }) => [data.method, data.state]);

  test('a slider opens a comm for itself and its parts, and is shown by its id', async () => {
    const cell = await kernel.run(`
      const slider = new widgets.IntSlider({ value: 3, max: 10, description: 'k', style: { handleColor: 'red' } });
      slider`);
    const opened = messages(cell, 'comm_open');
    assert.ok(opened.every(({ content }) => content.target_name === 'jupyter.widget'));
    assert.ok(opened.every(({ metadata }) => metadata.version === '2.1.0'));
    const states = opened.map(({ content }) => content.data.state);
    const names = states.map((state) => state._model_name);
    assert.deepEqual(names.sort(), ['IntSliderModel', 'LayoutModel', 'SliderStyleModel']);
    const slider = opened.find(
      ({ content }) => content.data.state._model_name === 'IntSliderModel',
    );
    const style = opened.find(
      ({ content }) => content.data.state._model_name === 'SliderStyleModel',
    );
    assert.equal(slider?.content.comm_id, shown(cell));
    const { state } = slider.content.data ?? {};
    assert.equal(state.style, `IPY_MODEL_${style?.content.comm_id}`);
    assert.equal(style?.content.data.state.handle_color, 'red');
    assert.equal(style.content.data.state._view_module, '@jupyter-widgets/base');
    assert.equal(state._view_name, 'IntSliderView');
    assert.equal(state.continuous_update, true);
    assert.deepEqual([state.value, state.max, state.description], [3, 10, 'k']);
    assert.match(cell.contents('execute_result')[0].data['text/plain'], /^IntSlider \{ .*value: 3/);
  });

  test('a change in the front end is echoed, told to observers, and not sent back', async () => {
    const cell = await kernel.run(`
      slider.observe(({ old, new: value }) => console.log(old, value), 'value'); slider`);
    const moved = await update(shown(cell), { value: 5 });
    assert.deepEqual(moved.kinds, ['busy', 'comm_msg', 'stream', 'idle']);
    assert.deepEqual(updates(moved), [['echo_update', { value: 5 }]]);
    assert.equal(moved.text(), '3 5\n');
    assert.equal((await kernel.run('slider.value')).result, '5');
  });

  test('a value that is put within its bounds is sent back as it is now', async () => {
    const moved = await update(shown(await kernel.run('slider')), { value: 50 });
    assert.deepEqual(updates(moved), [
      ['echo_update', { value: 50 }],
      ['update', { value: 10 }],
    ]);
  });

  test('a change in a cell is sent, all of one set in one message', async () => {
    const cell = await kernel.run(
      'slider.set({ value: 2, buttonStyle: undefined, readoutFormat: "03d" })',
    );
    assert.deepEqual(updates(cell), [['update', { value: 2, readout_format: '03d' }]]);
    const same = await kernel.run('slider.value = 2');
    assert.deepEqual(updates(same), []);
  });

  test('what an observer changes is sent, and unknown properties and wrong types do no harm', async () => {
    const cell = await kernel.run(`
      const label = new widgets.Label();
      slider.observe(({ new: value }) => { label.value = 'k = ' + value; }, 'value'); slider`);
    const moved = await update(shown(cell), { value: 4, nonsense: 1 });
    assert.deepEqual(updates(moved), [
      ['echo_update', { value: 4 }],
      ['update', { value: 'k = 4' }],
    ]);
    const wrong = await update(shown(cell), { value: 'x' });
    assert.match(wrong.traceback, /WidgetError: IntSlider: value must be a number; received 'x'/);
    assert.equal((await kernel.run('slider.value')).result, '4');
  });

  test('a page that is loaded again gets all widgets with their states', async () => {
    await kernel.run('widgets.closeAll()');
    const cell = await kernel.run(`
      class Picture extends widgets.anywidget({ esm: 'export default {}', state: { pixels: new Uint8Array([1, 2]) } }) {}
      const picture = new Picture(); picture`);
    const id = shown(cell);
    await kernel.comm('comm_open', { comm_id: 'control', target_name: 'jupyter.widget.control' });
    const answer = await say('control', { method: 'request_states' });
    const [message] = messages(answer, 'comm_msg');
    const { method, states, buffer_paths } = message.content.data ?? {};
    assert.equal(method, 'update_states');
    assert.equal(Object.keys(states).length, 2);
    assert.equal(states[id].model_name, 'AnyModel');
    assert.equal(states[id].model_module, 'anywidget');
    assert.equal(states[id].state._esm, 'export default {}');
    assert.deepEqual(buffer_paths, [[id, 'state', 'pixels']]);
    assert.deepEqual([...message.buffers[0]], [1, 2]);
    const one = await say(id, { method: 'request_state' });
    assert.equal(updates(one)[0]?.[0], 'update');
  });

  test('bytes go both ways, and come back as the array that they were', async () => {
    const cell = await kernel.run(`
      class Wave extends widgets.anywidget({ esm: 'export default {}', state: { data: new Float32Array([0.5, 1.5]) } }) {}
      const wave = new Wave(); wave`);
    const opened = messages(cell, 'comm_open').find(
      ({ content }) => content.comm_id === shown(cell),
    );
    assert.deepEqual(opened?.content.data.buffer_paths, [['data']]);
    const bytes = Buffer.from(new Float32Array([0.5, 1.5]).buffer);
    assert.ok(opened.buffers[0]?.equals(bytes));
    const data = { method: 'update', state: {}, buffer_paths: [['data']] };
    const moved = await say(shown(cell), data, [Buffer.from(new Float32Array([3, 4, 5]).buffer)]);
    assert.deepEqual(moved.kinds, ['busy', 'comm_msg', 'idle']);
    assert.equal((await kernel.run('wave.data')).result, 'Float32Array(3) [ 3, 4, 5 ]');
    const inPlace = await kernel.run('wave.data[0] = 9; wave.sendState("data");');
    const [sent] = messages(inPlace, 'comm_msg');
    assert.equal(new Float32Array(Uint8Array.from(sent.buffers[0]).buffer)[0], 9);
  });

  test('messages of its own go both ways, with bytes', async () => {
    const cell = await kernel.run(`
      wave.onMsg((content, buffers) => { console.log(content, buffers[0]); wave.send({ pong: 1 }, [new Uint8Array([9])]); });
      wave`);
    const said = await say(shown(cell), { method: 'custom', content: { ping: 1 } }, [
      Buffer.from([8]),
    ]);
    assert.equal(said.text(), '{ ping: 1 } Uint8Array(1) [ 8 ]\n');
    const [answer] = messages(said, 'comm_msg');
    assert.deepEqual(answer.content.data, { method: 'custom', content: { pong: 1 } });
    assert.deepEqual([...answer.buffers[0]], [9]);
  });

  test('a button is clicked; an asynchronous handler keeps its click busy', async () => {
    const cell = await kernel.run(`
      const button = new widgets.Button({ description: 'Go' });
      button.onClick(async (clicked) => { await null; console.log(clicked.description); });
      button`);
    const click = await say(shown(cell), { method: 'custom', content: { event: 'click' } });
    assert.deepEqual(click.kinds, ['busy', 'stream', 'idle']);
    assert.equal(click.text(), 'Go\n');
  });

  test('an output names the request whose outputs it takes, until the code has ended', async () => {
    const cell = await kernel.run(`
      const out = new widgets.Output();
      out.capture(() => console.log('inside'));
      await out.capture(async () => { await null; console.log('later'); });
      console.log('outside');`);
    const kinds = cell
      .on('iopub')
      .flatMap(({ type, content }) =>
        type === 'stream' ? content.text : type === 'comm_msg' ? content.data.state.msg_id : [],
      );
    assert.deepEqual(kinds, [cell.id, 'inside\n', '', cell.id, 'later\n', '', 'outside\n']);
    const throwing = await kernel.run('out.capture(() => { throw new Error("inside"); })');
    assert.equal(throwing.contents('comm_msg').at(-1).data.state.msg_id, '');
  });

  test('an output takes what a handler of a message shows', async () => {
    const cell = await kernel.run(`
      button.onClick(() => out.capture(() => console.log('clicked'))); button`);
    const click = await say(shown(cell), { method: 'custom', content: { event: 'click' } });
    const ids = click.contents('comm_msg').map(({ data }) => data.state.msg_id);
    assert.deepEqual(ids, [click.id, '']);
    const added = await kernel.run(`out.appendStdout('text'); out.outputs.length`);
    assert.equal(added.result, '1');
  });

  test('interact shows controls, and what the function gives for them', async () => {
    const cell = await kernel.run(`
      const ran = [];
      widgets.interact(({ k, wave, on, fine }) => { ran.push([k, wave, on, fine]); return plots.line([k, 2 * k]); },
        { k: [1, 10], wave: ['sin', 'cos'], on: true, fine: 0.5 })`);
    const states = messages(cell, 'comm_open').map(({ content }) => content.data.state);
    const controls = states.map((state) => state._model_name.replace('Model', ''));
    for (const name of ['IntSlider', 'Dropdown', 'Checkbox', 'FloatSlider', 'Output', 'VBox']) {
      assert.ok(controls.includes(name), name);
    }
    assert.ok(cell.contents('display_data').some(({ data }) => VIEW in data));
    assert.ok(
      cell.contents('display_data').some(({ data }) => 'application/vnd.plotly.v1+json' in data),
    );
    const opened = messages(cell, 'comm_open');
    const slider = opened.find(({ content }) => content.data.state.description === 'k');
    const moved = await update(slider?.content.comm_id, { value: 7 });
    const kinds = moved.kinds.filter((kind) => kind !== 'comm_msg');
    assert.deepEqual(kinds, ['busy', 'clear_output', 'display_data', 'idle']);
    assert.equal(
      (await kernel.run('JSON.stringify(ran)')).result,
      `'[[5,"sin",true,0.5],[7,"sin",true,0.5]]'`,
    );
  });

  test('what the function of interact throws stands in its output, and the controls live on', async () => {
    const cell = await kernel.run(`
      widgets.interact(({ n }) => { if (n > 2) throw new RangeError('too many'); return n; }, { n: 1 })`);
    const slider = messages(cell, 'comm_open').find(
      ({ content }) => content.data.state.description === 'n',
    );
    const id = slider?.content.comm_id;
    const failed = await update(id, { value: 3 });
    assert.match(failed.text('stderr'), /RangeError: too many/);
    const well = await update(id, { value: 2 });
    assert.equal(well.contents('display_data')[0].data['text/plain'], '2');
  });

  test('while an asynchronous function of interact runs, only the last change counts', async () => {
    const cell = await kernel.run(`
      const runs = []; let free = () => {};
      widgets.interact(async ({ n }) => { runs.push(n); await new Promise((resolve) => { free = resolve; }); return n; }, { n: [0, 9] });
      free();`);
    const slider = messages(cell, 'comm_open').find(
      ({ content }) => content.data.state.description === 'n',
    );
    const id = slider?.content.comm_id;
    const move = (value: number) =>
      kernel.send('comm_msg', { comm_id: id, data: { method: 'update', state: { value } } });
    const first = move(1);
    await kernel.until(() => first.kinds.includes('comm_msg'));
    const [second, third] = [move(2), move(3)];
    await kernel.run('free();');
    await kernel.until(() => third.kinds.includes('comm_msg'));
    await kernel.run('await new Promise((resolve) => setTimeout(resolve, 50)); free();');
    for (const one of [first, second, third]) await kernel.until(() => one.isIdle);
    assert.equal((await kernel.run('runs.join()')).result, "'4,1,3'");
  });

  test('a function of interact that is interrupted does not end what comes after it', async () => {
    const cell = await kernel.run(`
      const calls = [];
      widgets.interact(async ({ n }) => { calls.push(n); if (n === 1) await new Promise(() => {}); }, { n: [0, 9] });`);
    const slider = messages(cell, 'comm_open').find(
      ({ content }) => content.data.state.description === 'n',
    );
    const id = slider?.content.comm_id;
    const hanging = kernel.send('comm_msg', {
      comm_id: id,
      data: { method: 'update', state: { value: 1 } },
    });
    await kernel.until(() => hanging.kinds.includes('clear_output'));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.until(() => hanging.isIdle);
    const next = await update(id, { value: 2 });
    assert.equal(next.contents('comm_msg').at(-1).data.state.msg_id, '');
    assert.equal((await kernel.run('calls.join()')).result, "'4,1,2'");
  });

  test('an interrupt that comes while the function of interact computes, before it awaits, ends it too', async () => {
    const cell = await kernel.run(`
      const asked = [];
      const notebook = Reflect.get(globalThis, Symbol.for('gradbook.notebook'));
      widgets.interact(({ n }) => {
        asked.push(n);
        if (n !== 1) return n;
        while (!notebook.signal.aborted);
        return new Promise(() => {});
      }, { n: [0, 9] });`);
    const slider = messages(cell, 'comm_open').find(
      ({ content }) => content.data.state.description === 'n',
    );
    const id = slider?.content.comm_id;
    const data = { method: 'update', state: { value: 1 } };
    const hanging = kernel.send('comm_msg', { comm_id: id, data });
    await kernel.until(() => hanging.kinds.includes('clear_output'));
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.until(() => hanging.isIdle);
    await update(id, { value: 2 });
    assert.equal((await kernel.run('asked.join()')).result, "'4,1,2'");
  });

  test('an output takes no more when the code that it captures was ended in a loop', async () => {
    const loop = kernel.send('execute_request', {
      code: 'const ended = new widgets.Output(); ended.capture(() => { console.log("in"); for (;;); })',
    });
    await kernel.until(() => loop.text() === 'in\n');
    await kernel.request('interrupt_request', {}, 'control');
    await kernel.finished(loop);
    await kernel.run('ended.capture(() => {})');
    assert.equal((await kernel.run('ended.msgId')).result, "''");
  });

  test('a widget that is closed here closes there, and the other way round', async () => {
    const cell = await kernel.run('const gone = new widgets.Label(); gone');
    const closing = await kernel.run('gone.close(); gone.value = "x"; gone.isOpen');
    assert.equal(closing.contents('comm_close')[0].comm_id, shown(cell));
    assert.equal(closing.result, 'false');
    const other = await kernel.run('const other = new widgets.Label(); other');
    await kernel.comm('comm_close', { comm_id: shown(other), data: {} });
    assert.equal((await kernel.run('other.isOpen')).result, 'false');
  });

  test('widgets react while a cell awaits', async () => {
    const cell = kernel.send('execute_request', {
      code: `const ask = new widgets.Button({ description: 'ask' });
        display(ask);
        await new Promise((resolve) => ask.onClick(resolve));
        console.log('clicked');`,
    });
    await kernel.until(() => cell.contents('display_data').length > 0);
    await say(shown(cell), { method: 'custom', content: { event: 'click' } });
    await kernel.finished(cell);
    assert.equal(cell.text(), 'clicked\n');
  });
});
