/** Widgets as objects: their properties, rules and observers, without a front end. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { widgets } from '../../src/index.js';
import { joinState, MODEL_ID, splitState } from '../../src/widgets/wire-state.js';

const { Dropdown, FloatLogSlider, FloatSlider, HBox, IntProgress, IntRangeSlider } = widgets;
const { IntSlider, IntText, Layout, SelectMultiple, SliderStyle, Tab, VBox, WidgetError } = widgets;

test('a slider keeps its value between its bounds, and whole', () => {
  const slider = new IntSlider({ value: 30, max: 10 });
  assert.equal(slider.value, 10);
  slider.value = -2;
  assert.equal(slider.value, 0);
  slider.value = 3.7;
  assert.equal(slider.value, 3);
  slider.set({ min: 5, max: 8 });
  assert.equal(slider.value, 5);
  assert.throws(() => slider.set({ min: 9 }), /min must be at most its max, 8; received 9/);
  assert.equal(slider.min, 5);
  assert.equal(new FloatSlider({ value: 0.25 }).value, 0.25);
  assert.equal(new FloatLogSlider({ value: 1e9, max: 3 }).value, 1000);
  assert.equal(new IntProgress({ value: 120 }).value, 100);
  assert.equal(new IntText({ value: -7.9 }).value, -7);
});

test('a range keeps both ends in order and within its bounds', () => {
  const range = new IntRangeSlider({ max: 10 });
  assert.deepEqual(range.value, [2, 7]);
  range.value = [-5, 50];
  assert.deepEqual(range.value, [0, 10]);
  assert.throws(() => range.set({ value: [5, 2] }), WidgetError);
});

test('what is of another type, or no property, is refused and changes nothing', () => {
  const slider = new IntSlider({ value: 3 });
  const wrong: object = { value: '4' };
  assert.throws(() => slider.set(wrong), /IntSlider: value must be a number; received '4'/);
  assert.throws(() => slider.set({ value: Number.NaN }), /received NaN/);
  const misspelt: object = { vlaue: 4 };
  assert.throws(() => new IntSlider(misspelt), /must be one of .*value.*; received 'vlaue'/);
  assert.equal(slider.value, 3);
});

test('observers are told each change once, of the properties that they named', () => {
  const slider = new IntSlider({ max: 10 });
  const told: unknown[] = [];
  const observer = (change: widgets.Change<{ value: number }>) =>
    told.push([change.name, change.old, change.new, change.owner === slider]);
  slider.observe(observer, 'value');
  slider.value = 4;
  slider.value = 4;
  slider.description = 'k';
  slider.set({ value: 5, max: 20 });
  assert.deepEqual(told, [
    ['value', 0, 4, true],
    ['value', 4, 5, true],
  ]);
  slider.unobserve(observer, 'value');
  slider.value = 6;
  assert.equal(told.length, 2);

  const all: string[] = [];
  slider.observe(({ name }) => all.push(name));
  slider.set({ value: 7, disabled: true });
  assert.deepEqual(all.sort(), ['disabled', 'value']);
});

test('value, label and index of a selection say the same', () => {
  const dropdown = new Dropdown({ options: { one: 1, two: 2 } });
  assert.deepEqual([dropdown.value, dropdown.label, dropdown.index], [1, 'one', 0]);
  const values: unknown[] = [];
  dropdown.observe(({ new: value }) => values.push(value), 'value');
  dropdown.index = 1;
  dropdown.label = 'one';
  dropdown.value = 2;
  dropdown.value = null;
  assert.deepEqual(values, [2, 1, 2, null]);
  assert.throws(() => dropdown.set({ value: 9 }), /value must be one of its options; received 9/);
  dropdown.options = [7, 8];
  assert.deepEqual([dropdown.value, dropdown.label], [7, '7']);
  const several = new SelectMultiple({ options: ['a', 'b', 'c'], value: ['c', 'a'] });
  assert.deepEqual(several.index, [2, 0]);
  several.index = [1];
  assert.deepEqual(several.value, ['b']);
});

test('layouts and styles are given as themselves or as their properties', () => {
  const layout = new Layout({ width: '50%', border: '1px solid' });
  assert.equal(layout.borderLeft, '1px solid');
  layout.borderTop = null;
  assert.equal(layout.border, null);
  const slider = new IntSlider({ layout, style: { handleColor: 'red' } });
  assert.equal(slider.layout, layout);
  assert.ok(slider.style instanceof SliderStyle);
  assert.equal(slider.style.handleColor, 'red');
  assert.equal(new HBox([slider], { layout: { width: '10px' } }).layout.width, '10px');
});

test('boxes take any widgets, and two widgets that look alike are two', () => {
  const box = new VBox([new IntSlider()]);
  let changes = 0;
  box.observe(() => changes++, 'children');
  box.children = [new IntSlider()];
  assert.equal(changes, 1);
  assert.equal(new Tab([box]).selectedIndex, 0);
});

test('widgets do not share the values that they begin with', () => {
  class Grid extends widgets.anywidget({
    esm: 'export default {}',
    state: { cells: new Float32Array(2), rows: [[0]], names: { a: [1] } },
  }) {}
  const [one, two] = [new Grid(), new Grid()];
  one.cells[0] = 7;
  one.rows[0]?.push(7);
  one.names.a.push(7);
  assert.deepEqual([two.cells[0], two.rows, two.names], [0, [[0]], { a: [1] }]);
});

test('a widget prints as its class and what is not as it was at first', () => {
  assert.equal(inspect(new IntSlider({ value: 3 })), 'IntSlider { value: 3 }');
  assert.equal(inspect(new Layout()), 'Layout {}');
});

test('bytes and widgets are taken out of a state, and put back', () => {
  const slider = new IntSlider();
  const state = {
    plain: [1, 'a', null],
    deep: { pixels: new Float32Array([1.5]), rows: [new Uint8Array([1]), 2] },
    children: [slider],
    when: new Date(0),
  };
  const { state: rest, buffer_paths, buffers } = splitState(state);
  assert.deepEqual(rest, {
    plain: [1, 'a', null],
    deep: { rows: [null, 2] },
    children: [`IPY_MODEL_${slider.modelId}`],
    when: state.when,
  });
  assert.deepEqual(buffer_paths, [
    ['deep', 'pixels'],
    ['deep', 'rows', 0],
  ]);
  const bytes = buffers.map(
    (view) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength),
  );
  const joined = joinState(rest, buffer_paths, bytes, (id) =>
    id === slider[MODEL_ID] ? slider : undefined,
  );
  assert.deepEqual(joined.children, [slider]);
  assert.deepEqual(joined.deep, { pixels: bytes[0], rows: [bytes[1], 2] });
});

test('paths of bytes that lead nowhere, or to a prototype, do nothing', () => {
  const bytes = new Uint8Array([1]);
  const paths = [['a', 'b'], ['__proto__', 'x'], ['__proto__'], [], 'wrong'];
  const buffers = paths.map(() => bytes);
  assert.deepEqual(
    joinState({ a: 1 }, paths, buffers, () => undefined),
    { a: 1 },
  );
  assert.equal(Reflect.get({}, 'x'), undefined);
  assert.deepEqual(
    joinState({ a: 1 }, 'none', [], () => undefined),
    { a: 1 },
  );
});
