/** Controls that choose a colour. */
import { control, DESCRIBED } from './dom-widget.js';
import { DescriptionStyle, styled } from './style.js';

export class ColorPicker extends control(
  'ColorPicker',
  { ...DESCRIBED, value: 'black', concise: false, disabled: false },
  { style: styled(DescriptionStyle) },
) {}
