/** Widgets: ipywidgets' controls and anywidget, from TypeScript. */
export { type Abbreviation, fixed } from './abbreviations.js';
export { type AnyWidgetDescription, anywidget } from './anywidget.js';
export { Checkbox, ToggleButton, Valid } from './booleans.js';
export { Accordion, Box, GridBox, HBox, Stack, Tab, VBox } from './boxes.js';
export { Button, type ButtonLook } from './button.js';
export { WidgetError } from './errors.js';
export { Interactive, type InteractOptions, interact, interactive } from './interact.js';
export { Layout, type LayoutOptions } from './layout.js';
export { closeAll } from './live-widgets.js';
export { FileUpload, Image, type UploadedFile } from './media.js';
export {
  type BarStyle,
  BoundedFloatText,
  BoundedIntText,
  FloatLogSlider,
  FloatProgress,
  FloatSlider,
  FloatText,
  IntProgress,
  IntSlider,
  IntText,
  type Orientation,
  Play,
} from './numbers.js';
export type { Change, Observer } from './observers.js';
export { Output, type SavedOutput } from './output.js';
export { ColorPicker } from './pickers.js';
export { FloatRangeSlider, IntRangeSlider } from './ranges.js';
export {
  Dropdown,
  type Options,
  RadioButtons,
  Select,
  SelectionSlider,
  SelectMultiple,
  ToggleButtons,
} from './selection.js';
export { Combobox, HTML, HTMLMath, Label, Password, Text, Textarea } from './strings.js';
export * from './style.js';
export { type MessageListener, Widget } from './widget.js';
