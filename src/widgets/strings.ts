/** Controls of text, and texts that are shown. */
import { control, DESCRIBED } from './dom-widget.js';
import { HTMLMathStyle, HTMLStyle, LabelStyle, styled, TextStyle } from './style.js';
import type { MessageListener } from './widget.js';

/** A space without width, which ipywidgets has where no placeholder is to be seen. */
const STRING = { ...DESCRIBED, value: '', placeholder: '\u200b' };
const INPUT = { ...STRING, disabled: false, continuousUpdate: true };

const text = { style: styled(TextStyle) };

/** A field for text. */
export class Text extends control('Text', INPUT, text) {
  /** Calls back when the person presses Enter; gives what ends it. */
  onSubmit(submitted: (value: string) => unknown): () => void {
    return this.onMsg(onEvent('submit', () => submitted(this.value)));
  }
}

/** A field whose text can't be read. */
export class Password extends control('Password', INPUT, text) {}

/** A text with options that complete it. */
export class Combobox extends control(
  'Combobox',
  { ...INPUT, options: [] as readonly string[], ensureOption: false },
  text,
) {}

/** A field for text of several lines. */
export class Textarea extends control(
  'Textarea',
  { ...INPUT, rows: null as number | null },
  text,
) {}

/** Text as HTML. */
export class HTML extends control('HTML', STRING, { style: styled(HTMLStyle) }) {}

/** HTML with formulas in LaTeX. */
export class HTMLMath extends control('HTMLMath', STRING, { style: styled(HTMLMathStyle) }) {}

/** Text beside a control. */
export class Label extends control('Label', STRING, { style: styled(LabelStyle) }) {}

/** Hears one kind of event that a view sends. */
export function onEvent(event: string, happened: () => unknown): MessageListener {
  return (content) => {
    const is = typeof content === 'object' && content !== null && 'event' in content;
    return is && content.event === event ? happened() : undefined;
  };
}
