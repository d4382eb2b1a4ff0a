/** A button. */
import { control } from './dom-widget.js';
import { onEvent } from './strings.js';
import { ButtonStyle, styled } from './style.js';

/** A look that themes have colours for. */
export type ButtonLook = '' | 'primary' | 'success' | 'info' | 'warning' | 'danger';

/**
 * A button; `onClick` says what it does.
 * @example
 * const button = new Button({ description: 'Go' });
 * button.onClick(() => console.log('gone'));
 */
export class Button extends control(
  'Button',
  { description: '', disabled: false, icon: '', buttonStyle: '' as ButtonLook },
  { style: styled(ButtonStyle) },
) {
  /** Calls back at each click; gives what ends it. */
  onClick(clicked: (button: Button) => unknown): () => void {
    return this.onMsg(onEvent('click', () => clicked(this)));
  }
}
