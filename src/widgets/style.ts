/** Styles: colours and fonts of a kind of control, each kind with a model of its own. */
import { define, type WidgetClass } from './define.js';
import { snakeCase } from './definition.js';

const CONTROLS = { module: '@jupyter-widgets/controls', version: '2.0.0' };

/** A style as itself or as its properties, for a control's `style`. */
export type StyleMaker<Y extends object, G> = (given?: Y | G) => Y;

/** Makes a control's style from what was given for it. */
export function styled<Y extends object, G extends object>(
  Style: new (given?: G) => Y,
): StyleMaker<Y, G> {
  return (given) => (given instanceof Style ? given : new Style(given as G | undefined));
}

/** The class of the styles that the front end knows by this name. */
function style<S extends object>(name: string, state: S): WidgetClass<S> {
  const view = { view: 'StyleView', viewModule: '@jupyter-widgets/base' };
  const frontEnd = { ...CONTROLS, ...view, model: `${name}Model` };
  return define({ frontEnd, state, parts: {}, wireName: snakeCase });
}

const text = (): string | null => null;

const DESCRIPTION = {
  /** The width of the description beside the control, as CSS; `initial` takes what it needs. */
  descriptionWidth: '',
};
const STRING = { ...DESCRIPTION, background: text(), fontSize: text(), textColor: text() };
const FONT = {
  fontFamily: text(),
  fontStyle: text(),
  fontVariant: text(),
  fontWeight: text(),
  textDecoration: text(),
};

/** The style of a description beside a control. */
export class DescriptionStyle extends style('DescriptionStyle', DESCRIPTION) {}
/** The style of a slider. */
export class SliderStyle extends style('SliderStyle', { ...DESCRIPTION, handleColor: text() }) {}
/** The style of a bar of progress. */
export class ProgressStyle extends style('ProgressStyle', { ...DESCRIPTION, barColor: text() }) {}
/** The style of a {@link Checkbox}. */
export class CheckboxStyle extends style('CheckboxStyle', {
  ...DESCRIPTION,
  background: text(),
}) {}
/** The style of a {@link ToggleButton}. */
export class ToggleButtonStyle extends style('ToggleButtonStyle', {
  ...DESCRIPTION,
  ...FONT,
  fontSize: text(),
  textColor: text(),
}) {}
/** The style of {@link ToggleButtons}. */
export class ToggleButtonsStyle extends style('ToggleButtonsStyle', {
  ...DESCRIPTION,
  buttonWidth: '',
  fontWeight: '',
}) {}
/** The style of a {@link Button}. */
export class ButtonStyle extends style('ButtonStyle', {
  ...FONT,
  buttonColor: text(),
  fontSize: text(),
  textColor: text(),
}) {}
/** The style of a {@link Text}. */
export class TextStyle extends style('TextStyle', STRING) {}
/** The style of an {@link HTML}. */
export class HTMLStyle extends style('HTMLStyle', STRING) {}
/** The style of an {@link HTMLMath}. */
export class HTMLMathStyle extends style('HTMLMathStyle', STRING) {}
/** The style of a {@link Label}. */
export class LabelStyle extends style('LabelStyle', { ...STRING, ...FONT }) {}
