/** Boxes: widgets that hold others. */
import { control, type DomGiven } from './dom-widget.js';
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

type Given<S extends object> = Omit<DomGiven<S, Record<never, never>>, 'children'>;

export class Box extends control('Box', BOX, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof BOX> = {}) {
    super({ ...given, children });
  }
}

/** Side by side. */
export class HBox extends control('HBox', BOX, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof BOX> = {}) {
    super({ ...given, children });
  }
}

/** One below the other. */
export class VBox extends control('VBox', BOX, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof BOX> = {}) {
    super({ ...given, children });
  }
}

/** By the `gridTemplate` properties of its layout. */
export class GridBox extends control('GridBox', BOX, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof BOX> = {}) {
    super({ ...given, children });
  }
}

export class Tab extends control('Tab', PAGES, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof PAGES> = {}) {
    super({ selectedIndex: children.length > 0 ? 0 : null, ...given, children });
  }
}

export class Accordion extends control('Accordion', PAGES, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof PAGES> = {}) {
    super({ ...given, children });
  }
}

export class Stack extends control('Stack', PAGES, {}) {
  constructor(children: readonly Widget[] = [], given: Given<typeof PAGES> = {}) {
    super({ ...given, children });
  }
}
