/** Widgets that are seen, and ipywidgets' own controls among them. */
import { define, type WidgetClass } from './define.js';
import {
  type FrontEnd,
  type GivenParts,
  type Made,
  type Parts,
  type Rule,
  snakeCase,
  type WireName,
} from './definition.js';
import { Layout, type LayoutOptions } from './layout.js';
import type { Widget } from './widget.js';

/** What every widget that is seen has. */
const DOM = {
  /** What is said where the pointer rests. */
  tooltip: null as string | null,
  /** Whether the tab key leads to it; null leaves it to the front end. */
  tabbable: null as boolean | null,
  /** CSS classes of its element. */
  domClasses: [] as readonly string[],
};

const DOM_PARTS = {
  layout: (given?: Layout | LayoutOptions) =>
    given instanceof Layout ? given : new Layout(given ?? {}),
};

type Dom = typeof DOM;
type DomParts = typeof DOM_PARTS;

export interface DomDescription<S extends object, P extends Parts> {
  readonly frontEnd: FrontEnd;
  readonly state: S;
  readonly parts: P;
  readonly wireName?: WireName | undefined;
  readonly rule?: Rule<DomState<S, P>> | undefined;
}

type DomState<S extends object, P extends Parts> = S & Dom & Made<P & DomParts>;

/** What such a widget is made from. */
export type DomGiven<S extends object, P extends Parts> = Partial<S & Dom> &
  GivenParts<P & DomParts>;

export type DomInstance<S extends object, P extends Parts> = Widget<DomState<S, P>> &
  DomState<S, P>;

/** A class of widgets that are seen. */
export type DomClass<S extends object, P extends Parts> = WidgetClass<
  DomState<S, P>,
  DomGiven<S, P>
>;

export function domWidget<S extends object, P extends Parts>({
  state,
  parts,
  wireName = snakeCase,
  ...more
}: DomDescription<S, P>): DomClass<S, P> {
  return define({
    ...more,
    state: { ...state, ...DOM },
    parts: { ...parts, ...DOM_PARTS },
    wireName: (name) => (name === 'domClasses' ? '_dom_classes' : wireName(name)),
  });
}

/** The description beside a control. */
export const DESCRIBED = { description: '', descriptionAllowHtml: false };

export interface ControlOptions<S extends object, P extends Parts> {
  /** The view's name without `View`, where it is not the model's. */
  readonly view?: string;
  readonly wireName?: WireName;
  readonly rule?: Rule<DomState<S, P>>;
}

/** A class of `@jupyter-widgets/controls`, by its name there. */
export function control<S extends object, P extends Parts>(
  name: string,
  state: S,
  parts: P,
  { view = name, ...more }: ControlOptions<S, P> = {},
): DomClass<S, P> {
  const module = { module: '@jupyter-widgets/controls', version: '2.0.0' };
  const frontEnd = { ...module, model: `${name}Model`, view: `${view}View` };
  return domWidget({ frontEnd, state, parts, ...more });
}
