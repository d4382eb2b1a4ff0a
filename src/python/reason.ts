/** Why a step that runs Python and writes files failed: one sentence, with what to do. */
import { messageOf } from '../error-message.js';

/** @returns the message of the error itself where there is nothing better to say. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return DISK_FULL;
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return `${pathOf(error)} is not writable; make it so, or use another place.`;
    case 'ENOTDIR':
    case 'EEXIST':
      return `${pathOf(error)} is in the way; move it elsewhere.`;
    default:
      return messageOf(error);
  }
}

export const DISK_FULL = 'the disk is full; free some space and try again.';

function pathOf(error: unknown): string {
  return error instanceof Error && 'path' in error ? String(error.path) : 'the folder';
}
