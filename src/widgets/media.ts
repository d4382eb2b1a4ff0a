/** Controls whose values are bytes: pictures, and files that the person chooses. */
import type { ButtonLook } from './button.js';
import { control, DESCRIBED } from './dom-widget.js';
import { ButtonStyle, styled } from './style.js';

/**
 * A picture, from its bytes.
 * @example new Image({ value: await readFile('digit.png'), width: '100' })
 */
export class Image extends control(
  'Image',
  { value: new Uint8Array() as Uint8Array, format: 'png', width: '', height: '' },
  {},
) {}

/** A file that was chosen. */
export interface UploadedFile {
  /** Its name, without folders. */
  readonly name: string;
  /** Its MIME type. */
  readonly type: string;
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly last_modified: number;
  /** Its bytes. */
  readonly content: Uint8Array;
}

/** Files that the person chooses. */
export class FileUpload extends control(
  'FileUpload',
  {
    ...DESCRIBED,
    description: 'Upload',
    value: [] as readonly UploadedFile[],
    /** File types to choose from, such as `.csv,image/*`; all where it is empty. */
    accept: '',
    multiple: false,
    disabled: false,
    icon: 'upload',
    buttonStyle: '' as ButtonLook,
    error: '',
  },
  { style: styled(ButtonStyle) },
) {}
