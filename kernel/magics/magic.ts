/** What a magic is, and what it may use of the kernel. */
import type { TypeMode } from '../link/messages.js';
import type { MimeBundle } from '../wire/outgoing.js';

/** `%name args` on a line, or `%%name args` above a body that reaches to the cell's end. */
export interface MagicCall {
  /** As written, without the magic's name. */
  readonly args: string;
  /** The lines below a `%%name`; undefined for a line magic. */
  readonly body: string | undefined;
}

/** What magics may use of the kernel. */
export interface MagicContext {
  /** The notebook's folder: where its imports are looked for. */
  readonly folder: string;
  /** The variables of all cells so far. */
  readonly variables: Variables;
  readonly types: TypeChecks;
  display(bundle: MimeBundle): void;
  print(text: string): void;
  complain(text: string): void;
  /** Of the running cell: aborted when it is interrupted. */
  signal(): AbortSignal | undefined;
}

/** What cells have declared. */
export interface Variables {
  names(): string[];
  /** The value of a variable; undefined also where reading it throws. */
  read(name: string): unknown;
  /** Takes the values of all variables away. */
  reset(): void;
}

/** Whether type errors refuse a cell, are said under it, or are not looked for. */
export interface TypeChecks {
  mode: TypeMode;
}

/** Where a magic may stand: on a line of its own among code, above a body, or both. */
export type Form = 'line' | 'cell' | 'both';

interface Described {
  readonly name: string;
  readonly form: Form;
  /** As `%lsmagic` and errors show it: `%cd FOLDER`. */
  readonly usage: string;
  readonly summary: string;
}

/** A magic whose arguments and body are text. */
export interface TextMagic extends Described {
  readonly takes: 'text';
  /** @throws MagicError where it was used wrongly, or what it did failed. */
  run(call: MagicCall, context: MagicContext): void | Promise<void>;
}

/** Text that is put into code at an offset. */
export interface Insertion {
  readonly at: number;
  readonly insert: string;
}

/** A magic around TypeScript, which stays part of the cell: its names are the cell's. */
export interface CodeMagic extends Described {
  readonly takes: 'code';
  /** What may stand before the code of a line, and behind the name above a cell's. */
  readonly options?: RegExp;
  /** What is put into the code, so that it calls the kernel's object for this magic; `options` as they were written. */
  wrap(code: string, magic: string, options: string): readonly Insertion[];
  /** That object. */
  create(context: MagicContext): object;
}

export type Magic = TextMagic | CodeMagic;

/** A magic was used wrongly, or what it did failed. */
export class MagicError extends Error {
  override name = 'MagicError';
  constructor(
    readonly magic: string,
    message: string,
  ) {
    super(message);
  }
}
