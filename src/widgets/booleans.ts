/** Controls of yes and no. */
import type { ButtonLook } from './button.js';
import { control, DESCRIBED } from './dom-widget.js';
import { CheckboxStyle, DescriptionStyle, styled, ToggleButtonStyle } from './style.js';

const BOOLEAN = { ...DESCRIBED, value: false, disabled: false };

/** A box that is ticked or not. */
export class Checkbox extends control(
  'Checkbox',
  { ...BOOLEAN, indent: true },
  { style: styled(CheckboxStyle) },
) {}

/** A button that is pressed or not. */
export class ToggleButton extends control(
  'ToggleButton',
  { ...BOOLEAN, icon: '', buttonStyle: '' as ButtonLook },
  { style: styled(ToggleButtonStyle) },
) {}

/** A tick or a cross; `readout` stands beside the cross. */
export class Valid extends control(
  'Valid',
  { ...BOOLEAN, readout: 'Invalid' },
  { style: styled(DescriptionStyle) },
) {}
