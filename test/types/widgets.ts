/** Types of widgets that must hold: this file only has to compile. */
import { widgets } from '../../src/index.js';

class Counter extends widgets.anywidget({
  esm: '',
  state: { count: 0, samples: new Float32Array(2), mode: 'a' as 'a' | 'b' },
}) {}

export function propertiesAreTyped(): void {
  const slider = new widgets.IntSlider({ value: 3, style: { handleColor: 'red' } });
  slider.value.toFixed();
  slider.style.handleColor?.trim();
  slider.layout.width = '50%';
  // @ts-expect-error the value is a number
  slider.value = '3';
  // @ts-expect-error no such property
  new widgets.IntSlider({ vlaue: 3 });
  // @ts-expect-error no such style of sliders
  new widgets.IntSlider({ style: { barColor: 'red' } });
  // @ts-expect-error none of the looks
  new widgets.Button({ buttonStyle: 'loud' });
}

export function changesAreTyped(): void {
  const slider = new widgets.IntSlider();
  slider.observe(({ old, new: now }) => old.toFixed() + now.toFixed(), 'value');
  slider.observe((change) => {
    if (change.name === 'readout') (change.new satisfies boolean).valueOf();
  });
  // @ts-expect-error the new value is a number
  slider.observe(({ new: now }) => now.trim(), 'value');
  // @ts-expect-error no such property
  slider.observe(() => {}, 'vlaue');
}

export function choicesHaveTheTypeOfTheirOptions(): void {
  const names = new widgets.Dropdown({ options: ['a', 'b'] });
  names.value satisfies string | null;
  const numbers = new widgets.Dropdown({ options: { one: 1, two: 2 }, value: 2 });
  numbers.value satisfies number | null;
  // @ts-expect-error not one of numbers
  numbers.value = 'one';
  const some = new widgets.SelectMultiple({ options: [1, 2] });
  some.value satisfies readonly number[];
}

export function argumentsOfInteractAreTyped(): void {
  const controls = { k: [1, 9], on: true, x: 0.5, name: 'a', how: ['sin', 'cos', 'tan'] } as const;
  widgets.interact(({ k, on, x, name, how }) => {
    k satisfies number;
    on satisfies boolean;
    x satisfies number;
    name satisfies string;
    return Math[how](k * x);
  }, controls);
  widgets.interact(
    ({ slider, kept, of }) => {
      slider satisfies number;
      kept satisfies Date;
      of satisfies number;
    },
    { slider: new widgets.IntSlider(), kept: widgets.fixed(new Date()), of: { one: 1, two: 2 } },
  );
  // @ts-expect-error no control is called that
  widgets.interact(({ j }) => j, { k: 1 });
}

export function statesOfAnywidgetAreTyped(): void {
  const counter = new Counter({ count: 3, layout: { width: '1px' } });
  counter.count += 1;
  counter.mode = 'b';
  counter.samples satisfies Float32Array;
  counter.observe(({ new: samples }) => samples.fill(0), 'samples');
  // @ts-expect-error none of the modes
  counter.mode = 'c';
  new widgets.VBox([counter, new widgets.HBox([new widgets.Label({ value: 'x' })])]);
  // @ts-expect-error children are widgets
  new widgets.VBox(['text']);
}
