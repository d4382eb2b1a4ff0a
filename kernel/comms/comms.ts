/**
 * The comms of the notebook, as ipykernel's `CommManager` has them: which targets front ends may
 * open comms to, and what is open.
 */
import { randomUUID } from 'node:crypto';
import type { Output } from '../display/output.js';
import type { Delivery } from '../requests/interpreter.js';
import { isRecord, type JsonObject } from '../wire/json.js';
import type { CommMessage } from '../wire/outgoing.js';
import {
  type Attachments,
  attached,
  Comm,
  commMessage,
  jsonObject,
  type Received,
} from './comm.js';

/** Called when a front end opens a comm; sets the comm's `onMessage`. */
export type TargetListener = (comm: Comm, message: Received) => unknown;

export interface OpenOptions extends Attachments {
  readonly data?: object;
  /** The comm's name; a new one by default. */
  readonly id?: string;
}

export class Comms {
  private readonly targets = new Map<string, TargetListener>();
  private readonly comms = new Map<string, Comm>();
  /** What was received, and waits for its turn in `deliver`. */
  private readonly deliveries = new Map<number, CommMessage>();
  private readonly line = {
    send: (message: CommMessage) => this.output.show(message),
    closed: (comm: Comm) => this.comms.delete(comm.id),
  };

  constructor(private readonly output: Output) {}

  /** Lets front ends open comms to a target of that name, instead of an earlier one's listener. */
  registerTarget(target: string, opened: TargetListener): void {
    this.targets.set(target, opened);
  }

  unregisterTarget(target: string): void {
    this.targets.delete(target);
  }

  /**
   * Opens a comm to a target of the front end.
   * @throws TypeError where the data has no JSON
   */
  open(target_name: string, { data = {}, id = randomUUID(), ...more }: OpenOptions = {}): Comm {
    const content = { comm_id: id, target_name, data: jsonObject(data) };
    const comm = new Comm(this.line, target_name, id);
    this.line.send({ msg_type: 'comm_open', content, ...attached(more) });
    this.comms.set(id, comm);
    return comm;
  }

  /**
   * Says something in the words of the protocol, as `Deno.jupyter.broadcast` does.
   * @returns false for messages that are none of comms
   * @throws TypeError for a comm that was never opened
   */
  say(kind: string, content: JsonObject, attachments: Attachments): boolean {
    const { comm_id, target_name, data } = content;
    const id = String(comm_id);
    const object = isRecord(data) ? data : {};
    if (kind === 'comm_open') {
      this.open(String(target_name), { id, data: object, ...attachments });
      return true;
    }
    if (kind !== 'comm_msg' && kind !== 'comm_close') return false;
    const comm = this.comms.get(id);
    if (!comm) throw new TypeError(`There is no open comm '${id}' for a ${kind}.`);
    if (kind === 'comm_msg') comm.send(object, attachments);
    else comm.close(object, attachments);
    return true;
  }

  /** Keeps a message for `deliver`. */
  receive({ id, message }: Delivery): void {
    this.deliveries.set(id, message);
  }

  /** Runs the listener of a message that was received; what it throws, this throws. */
  deliver(id: number): unknown {
    const message = this.deliveries.get(id);
    this.deliveries.delete(id);
    if (!message) return undefined;
    const { msg_type, content, metadata, buffers } = message;
    const received = { data: content.data, metadata, buffers };
    if (msg_type === 'comm_open') return this.opened(message.content, received);
    const comm = this.comms.get(content.comm_id);
    if (!comm) return undefined;
    if (msg_type === 'comm_msg') return comm.onMessage?.(received);
    comm.end();
    return comm.onClose?.(received);
  }

  /** A front end opened a comm; one to a target that is not known is closed again. */
  private opened({ comm_id, target_name }: OpenContent, received: Received): unknown {
    const listener = this.targets.get(target_name);
    if (!listener) {
      this.line.send(commMessage('comm_close', comm_id, {}, {}));
      return undefined;
    }
    const comm = new Comm(this.line, target_name, comm_id);
    this.comms.set(comm_id, comm);
    try {
      return listener(comm, received);
    } catch (error) {
      comm.close();
      throw error;
    }
  }
}

type OpenContent = Extract<CommMessage, { msg_type: 'comm_open' }>['content'];
