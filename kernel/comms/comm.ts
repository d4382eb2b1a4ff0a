/**
 * One comm: a line between an object of the notebook and its like in the front end, as
 * ipykernel's `comm.base_comm.BaseComm` has it.
 */
import { transportable } from '../display/transport.js';
import { isRecord, type JsonObject } from '../wire/json.js';
import type { CommMessage } from '../wire/outgoing.js';

/** What goes along with a message besides its data. */
export interface Attachments {
  readonly metadata?: JsonObject;
  /** Bytes; they are copied, and travel as they are. */
  readonly buffers?: readonly (ArrayBuffer | ArrayBufferView)[];
}

/** What the front end said. */
export interface Received {
  readonly data: JsonObject;
  readonly metadata: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

export type CommListener = (message: Received) => unknown;

/** A message was to go over a comm that is closed. */
export class CommClosed extends Error {
  override name = 'CommClosed';
  constructor(comm: Comm) {
    super(`The comm '${comm.id}' of target '${comm.target}' is closed.`);
  }
}

/** The way out, and who is told that the comm is closed. */
export interface Line {
  send(message: CommMessage): void;
  closed(comm: Comm): void;
}

export class Comm {
  /** Called with each message; a promise that it gives keeps the message's request busy. */
  onMessage: CommListener | undefined;
  /** Called when the front end closes the comm. */
  onClose: CommListener | undefined;
  private open = true;

  constructor(
    private readonly line: Line,
    readonly target: string,
    readonly id: string,
  ) {}

  get isOpen(): boolean {
    return this.open;
  }

  /** @throws CommClosed, or TypeError where the data has no JSON */
  send(data: object, attachments: Attachments = {}): void {
    if (!this.open) throw new CommClosed(this);
    this.line.send(commMessage('comm_msg', this.id, data, attachments));
  }

  /** Closes both ends; nothing happens where they are closed. */
  close(data: object = {}, attachments: Attachments = {}): void {
    if (!this.open) return;
    this.line.send(commMessage('comm_close', this.id, data, attachments));
    this.end();
  }

  /** The other end is closed. */
  end(): void {
    this.open = false;
    this.line.closed(this);
  }
}

/** @throws TypeError where the data has no JSON */
export function commMessage(
  msg_type: 'comm_msg' | 'comm_close',
  comm_id: string,
  data: object,
  attachments: Attachments,
): CommMessage {
  return { msg_type, content: { comm_id, data: jsonObject(data) }, ...attached(attachments) };
}

export function attached({ metadata = {}, buffers = [] }: Attachments) {
  return { metadata: jsonObject(metadata), buffers: buffers.map(bytesOf) };
}

/** What JSON keeps of an object. */
export function jsonObject(data: object): JsonObject {
  if (!isRecord(data)) throw new TypeError('A comm sends objects, and no lists.');
  return transportable(data);
}

function bytesOf(buffer: ArrayBuffer | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(buffer)) {
    return Uint8Array.from(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength));
  }
  return new Uint8Array(buffer.slice(0));
}
