/** A file is not what its format says, or holds what is not read. The message starts at the file: "It ...". */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
