/**
 * A message as ZeroMQ frames and back, with its signature.
 *
 * Layout: identities..., `<IDS|MSG>`, HMAC, header, parent_header, metadata, content, buffers...
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { isRecord, type JsonObject } from './json.js';

const DELIMITER = Buffer.from('<IDS|MSG>');

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A request as it came from a client, its signature checked. */
export interface Incoming {
  /** Where the reply goes: the routing frames that ROUTER put first. */
  readonly identities: readonly Buffer[];
  readonly header: Header;
  /** The subshell that is to answer, the header's `subshell_id`; undefined is the parent shell. */
  readonly subshell: string | undefined;
  readonly parentHeader: JsonObject;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Buffer[];
  /** What is wrong with the parts behind the header; they are empty objects then. */
  readonly problem: string | undefined;
}

/** What a message says, with the bytes that go along as frames of their own. */
export interface Body {
  readonly content: unknown;
  readonly metadata?: JsonObject;
  readonly buffers?: readonly Uint8Array[];
}

/** Frames that are no message of the protocol, or are signed with another key. */
export class FrameError extends Error {
  override name = 'FrameError';
}

/** How many signatures are remembered, as jupyter_client does. */
const MOST_SIGNATURES = 1 << 16;

/** The latest signatures: who records a message must not be able to send it again. */
class SignatureHistory {
  private readonly seen = new Set<string>();

  /** Whether a signature comes for the first time; it is remembered. */
  isNew(hmac: Buffer): boolean {
    const text = hmac.toString('latin1');
    if (this.seen.has(text)) return false;
    this.seen.add(text);
    if (this.seen.size > MOST_SIGNATURES) {
      const [oldest] = this.seen;
      if (oldest !== undefined) this.seen.delete(oldest);
    }
    return true;
  }
}

/** Frames to messages and back, for one connection. */
export class Codec {
  /** Made once: of a key that is given as text, Node makes one for every signature. */
  private readonly key: KeyObject | undefined;
  private readonly seen = new SignatureHistory();
  /** The header of the request that was answered last, as JSON: mostly it is the next message's parent too. */
  private parent: { readonly header: Header; readonly json: string } | undefined;

  /**
   * @param key of the connection file; with the empty one, messages are not signed
   * @param hash as Node calls it
   */
  constructor(
    key: string,
    private readonly hash = 'sha256',
  ) {
    this.key = key === '' ? undefined : createSecretKey(key, 'utf8');
  }

  /** @throws FrameError when the frames are incomplete, wrongly signed, a repetition, or have no usable header */
  decode(frames: readonly Buffer[]): Incoming {
    const at = frames.findIndex((frame) => frame.equals(DELIMITER));
    if (at < 0) throw new FrameError('no <IDS|MSG> delimiter');
    const [hmac, header, parent, metadata, content, ...buffers] = frames.slice(at + 1);
    if (!hmac || !header || !parent || !metadata || !content) {
      throw new FrameError(
        `${frames.length - at - 1} frames after the delimiter, expected 5 or more`,
      );
    }
    this.check(hmac, [header, parent, metadata, content]);
    const fields = parseObject(header, 'header');
    const problems: string[] = [];
    const orEmpty = (frame: Buffer, name: string): JsonObject => {
      try {
        return parseObject(frame, name);
      } catch (error) {
        if (error instanceof FrameError) problems.push(error.message);
        return {};
      }
    };
    const parts = {
      parentHeader: orEmpty(parent, 'parent_header'),
      metadata: orEmpty(metadata, 'metadata'),
      content: orEmpty(content, 'content'),
    };
    return {
      identities: frames.slice(0, at),
      header: parseHeader(fields),
      subshell: typeof fields.subshell_id === 'string' ? fields.subshell_id : undefined,
      ...parts,
      buffers,
      problem: problems.length > 0 ? problems.join(', ') : undefined,
    };
  }

  /** The frames of a message; JSON that is not ASCII travels as UTF-8. */
  encode(
    identities: readonly Buffer[],
    header: Header,
    parent: Header | undefined,
    { content, metadata, buffers = [] }: Body,
  ): (Uint8Array | string)[] {
    const parts = [
      JSON.stringify(header),
      this.jsonOf(parent),
      metadata ? wellFormed(JSON.stringify(metadata)) : '{}',
      wellFormed(JSON.stringify(content)),
    ];
    return [...identities, DELIMITER, this.sign([parts.join('')]), ...parts, ...buffers];
  }

  private check(hmac: Buffer, parts: readonly Buffer[]): void {
    if (this.key === undefined) return;
    const wanted = Buffer.from(this.sign(parts));
    if (hmac.length !== wanted.length || !timingSafeEqual(hmac, wanted)) {
      throw new FrameError('wrong signature');
    }
    if (!this.seen.isNew(hmac)) throw new FrameError('a signature that has come before');
  }

  private sign(parts: readonly (string | Buffer)[]): string {
    if (this.key === undefined) return '';
    const hmac = createHmac(this.hash, this.key);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  }

  private jsonOf(header: Header | undefined): string {
    if (header === undefined) return '{}';
    if (this.parent?.header !== header) this.parent = { header, json: JSON.stringify(header) };
    return this.parent.json;
  }
}

/** Half a surrogate pair is no text for others: a notebook that has one in it can't be saved. */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json;
  return json.replace(/\\(ud[89a-f][0-9a-f]{2}|.)/g, (whole, unit) =>
    unit.length > 1 ? '\\ufffd' : whole,
  );
}

function parseObject(frame: Buffer, name: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString('utf8'));
  } catch {
    throw new FrameError(`${name} is not JSON`);
  }
  if (!isRecord(value)) throw new FrameError(`${name} is not a JSON object`);
  return value;
}

const FIELDS = ['msg_id', 'msg_type', 'session', 'username', 'date', 'version'] as const;

/** Whether nothing is missing or of another type, as of most clients. */
function isHeader(header: JsonObject): header is JsonObject & Header {
  return (
    FIELDS.every((name) => typeof header[name] === 'string') && !!header.msg_id && !!header.msg_type
  );
}

function parseHeader(header: JsonObject): Header {
  if (isHeader(header)) return header;
  const text = (name: string): string => {
    const value = header[name];
    return typeof value === 'string' ? value : '';
  };
  const msg_id = text('msg_id');
  const msg_type = text('msg_type');
  if (!msg_id || !msg_type) throw new FrameError('the header has no msg_id or no msg_type');
  return {
    // Answers carry the header whole, with what a client may have put into it beside these.
    ...header,
    msg_id,
    msg_type,
    session: text('session'),
    username: text('username'),
    date: text('date'),
    version: text('version'),
  };
}
