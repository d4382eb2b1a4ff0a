/** Controls that choose a colour. */
import { control, DESCRIBED } from './dom-widget.js';
import { DescriptionStyle, styled } from './style.js';

/** A colour, as `#ff8800` or by name. */
export class ColorPicker extends control(
  'ColorPicker',
  { ...DESCRIBED, value: 'black', concise: false, disabled: false },
  { style: styled(DescriptionStyle) },
) {}
