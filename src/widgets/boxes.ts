/** Boxes: widgets that hold others. */
import { control, type DomGiven, type DomInstance } from './dom-widget.js';
import type { BarStyle } from './numbers.js';
import type { Widget } from './widget.js';

const BOX = {
  children: [] as readonly Widget[],
  boxStyle: '' as BarStyle,
};
/** Boxes of which one page is seen, by its index; none where it is null. */
const PAGES = {
  ...BOX,
  titles: [] as readonly string[],
  selectedIndex: null as number | null,
};

type NoParts = Record<never, never>;
type Given<S extends object> = Omit<DomGiven<S, NoParts>, 'children'>;

/** A class of boxes, made from their children first. */
function box<S extends object>(name: string, state: S) {
  const Control: new (given: object) => Widget = control(name, state, {});
  class Boxed extends Control {
    constructor(children: readonly Widget[] = [], given: object = {}) {
      super({ ...given, children });
    }
  }
  // Its properties are those of `state`, as `control` has defined them.
  return Boxed as unknown as new (
    children?: readonly Widget[],
    given?: Given<S>,
  ) => DomInstance<S, NoParts>;
}

/** Widgets in a box. */
export class Box extends box('Box', BOX) {}

/** Side by side. */
export class HBox extends box('HBox', BOX) {}

/** One below the other. */
export class VBox extends box('VBox', BOX) {}

/** By the `gridTemplate` properties of its layout. */
export class GridBox extends box('GridBox', BOX) {}

/** Parts of which one is in sight, under tabs. */
export class Tab extends box('Tab', PAGES) {
  constructor(children: readonly Widget[] = [], given: Given<typeof PAGES> = {}) {
    super(children, { selectedIndex: children.length > 0 ? 0 : null, ...given });
  }
}

/** Parts of which one is open, under titles. */
export class Accordion extends box('Accordion', PAGES) {}
/** Parts of which one is in sight. */
export class Stack extends box('Stack', PAGES) {}
