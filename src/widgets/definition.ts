/** What a class of widgets is: its names in the front end, its properties, their rules. */
import type { WireState } from './wire-state.js';

/** Where the front end finds the model and the view. */
export interface FrontEnd {
  readonly module: string;
  /** A range of versions of that module's protocol. */
  readonly version: string;
  readonly model: string;
  readonly view: string;
  /** The view's module, where it is not the model's. */
  readonly viewModule?: string;
}

/** A property's name in messages; null where it stays in the kernel. */
export type WireName = (name: string) => string | null;

/**
 * What must change besides, so that the properties go together: a value that is put within bounds.
 * @param next the properties as they would be
 * @param changed the names of those that were given
 * @throws WidgetError where they can't be
 */
export type Rule<S> = (next: S, changed: ReadonlySet<PropertyKey>) => Partial<S>;

/** Properties that are widgets of their own: each is made from what was given for it, if anything. */
export type Parts = Readonly<Record<string, (given: never) => object>>;

/** The properties that come of the parts. */
export type Made<P extends Parts> = { [K in keyof P]: ReturnType<P[K]> };

/** What the properties of the parts are made from. */
export type GivenParts<P extends Parts> = { [K in keyof P]?: Parameters<P[K]>[0] };

/** @typeParam S all properties; those of `state` and those that come of `parts` */
export interface Definition<S extends object> {
  readonly frontEnd: FrontEnd;
  /** The other properties as they are at first; their types are kept. */
  readonly state: object;
  readonly parts: Parts;
  readonly wireName: WireName;
  /** A `Rule`; as a method, so that every widget is a `Widget`. */
  rule?(next: S, changed: ReadonlySet<PropertyKey>): Partial<S>;
}

/** `buttonStyle` is `button_style` in messages, as ipywidgets has its names. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What every message of a state says of the class. */
export function classState(frontEnd: FrontEnd): WireState {
  const { module, version, model, view, viewModule = module } = frontEnd;
  return {
    _model_module: module,
    _model_module_version: version,
    _model_name: model,
    _view_module: viewModule,
    _view_module_version: version,
    _view_name: view,
  };
}
