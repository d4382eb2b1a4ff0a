/**
 * Every message that the kernel sends, as one union over `msg_type`, so that a missing field does
 * not compile, and the header that goes with it.
 *
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { randomUUID } from 'node:crypto';
import type { Header } from './frames.js';
import type { JsonObject } from './json.js';

/** The version of the messaging protocol that the kernel speaks. */
export const PROTOCOL_VERSION = '5.5';

/** MIME type to its data; text as a string, binary as base64, JSON types as JSON. */
export type MimeBundle = Record<string, unknown>;

interface Shown {
  data: MimeBundle;
  metadata: JsonObject;
}

export interface ErrorContent {
  ename: string;
  evalue: string;
  traceback: string[];
}

/** What a front end does after a cell; deprecated in the protocol, with nothing in its place. */
export type Payload =
  | { source: 'page'; data: MimeBundle; start: 0 }
  /** The kernel ends; a console ends with it. */
  | { source: 'ask_exit'; keepkernel: false };

export type Failed = { status: 'error' } & ErrorContent;

/** What a reply to an `execute_request` says. */
export type ExecuteReply =
  | { status: 'ok'; execution_count: number; user_expressions: JsonObject; payload: Payload[] }
  | ({ execution_count: number } & Failed)
  | { status: 'aborted'; execution_count: number };

/** What ipykernel says beside the content too; front ends keep the times of cells from it. */
export type ExecuteMetadata = {
  /** When the kernel began with the cell, in ISO 8601. */
  started: string;
  status: ExecuteReply['status'];
};

export type CompleteReply = {
  status: 'ok';
  matches: string[];
  cursor_start: number;
  cursor_end: number;
  metadata: JsonObject;
};

export type InspectReply = { status: 'ok'; found: boolean } & Shown;

export type IsCompleteReply =
  | { status: 'complete' | 'invalid' | 'unknown' }
  | { status: 'incomplete'; indent: string };

/** What is said over comms, in both directions. */
export type CommMessage = (
  | { msg_type: 'comm_open'; content: { comm_id: string; target_name: string; data: JsonObject } }
  | { msg_type: 'comm_msg' | 'comm_close'; content: { comm_id: string; data: JsonObject } }
) & { metadata: JsonObject; buffers: Uint8Array[] };

export type HistoryEntry =
  | readonly [session: number, line: number, input: string]
  | readonly [session: number, line: number, io: readonly [input: string, output: string | null]];

/** Replies go back on the socket that the request came by. */
export type Reply =
  | { msg_type: 'kernel_info_reply'; content: JsonObject & { status: 'ok' } }
  | { msg_type: 'execute_reply'; content: ExecuteReply; metadata: ExecuteMetadata }
  | { msg_type: 'complete_reply'; content: CompleteReply }
  | { msg_type: 'inspect_reply'; content: InspectReply }
  | { msg_type: 'is_complete_reply'; content: IsCompleteReply }
  | { msg_type: 'history_reply'; content: { status: 'ok'; history: HistoryEntry[] } }
  | { msg_type: 'comm_info_reply'; content: { status: 'ok'; comms: JsonObject } }
  | { msg_type: 'connect_reply'; content: JsonObject & { status: 'ok' } }
  | { msg_type: 'interrupt_reply'; content: { status: 'ok' } }
  | { msg_type: 'shutdown_reply'; content: { status: 'ok'; restart: boolean } }
  | { msg_type: 'debug_reply'; content: JsonObject }
  | { msg_type: 'usage_reply'; content: JsonObject & { status: 'ok' } }
  | { msg_type: 'create_subshell_reply'; content: { status: 'ok'; subshell_id: string } }
  | { msg_type: 'delete_subshell_reply'; content: { status: 'ok' } }
  | { msg_type: 'list_subshell_reply'; content: { status: 'ok'; subshell_id: string[] } }
  | { msg_type: `${string}_reply`; content: Failed };

/** An event of the Debug Adapter Protocol. */
export interface DebugEvent {
  seq: number;
  type: 'event';
  event: string;
  body: JsonObject;
}

/** What goes to every client, on iopub. */
export type Published =
  | { msg_type: 'status'; content: { execution_state: 'starting' | 'busy' | 'idle' } }
  | { msg_type: 'iopub_welcome'; content: { subscription: string } }
  | { msg_type: 'execute_input'; content: { code: string; execution_count: number } }
  | { msg_type: 'stream'; content: { name: 'stdout' | 'stderr'; text: string } }
  | {
      msg_type: 'display_data' | 'update_display_data';
      content: Shown & { transient: { display_id?: string } };
    }
  | { msg_type: 'execute_result'; content: Shown & { execution_count: number } }
  | { msg_type: 'debug_event'; content: DebugEvent }
  | { msg_type: 'clear_output'; content: { wait: boolean } }
  | { msg_type: 'error'; content: ErrorContent }
  | CommMessage
  | { msg_type: 'shutdown_reply'; content: { status: 'ok'; restart: boolean } };

/** What goes to one client, on stdin. */
export type Asked = { msg_type: 'input_request'; content: { prompt: string; password: boolean } };

export type Outgoing = Reply | Published | Asked;

/** This kernel process, in the headers of its messages. */
export const SESSION = randomUUID();
const USERNAME = 'kernel';
let sent = 0;

/** A fresh header; `msg_id` is unique across kernels. */
export function newHeader(msg_type: string): Header {
  sent += 1;
  return {
    msg_id: `${SESSION}_${sent}`,
    msg_type,
    session: SESSION,
    username: USERNAME,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
}
