/**
 * The connection file that a Jupyter client writes for the kernel: read and validated.
 *
 * Format: https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */
import { getHashes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isRecord, type JsonObject, stringField } from './json.js';

export interface Connection {
  readonly transport: 'tcp' | 'ipc';
  readonly ip: string;
  readonly shell_port: number;
  readonly control_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
  /** Signing key; the empty string means that messages are not signed. */
  readonly key: string;
  /** The hash of the signatures, as Node calls it. */
  readonly hash: string;
  /** What the sockets are encrypted by; undefined where they are not. */
  readonly curve: CurveKeys | undefined;
}

/** The kernel's keys for CurveZMQ, in the letters of Z85. */
export interface CurveKeys {
  readonly publicKey: string;
  readonly secretKey: string;
}

const DEFAULT_SCHEME = 'hmac-sha256';
const Z85_KEY = /^[0-9A-Za-z.:+=^!/*?&<>()[\]{}@%$#-]{40}$/;

/** The connection file is missing or says something that cannot be used. */
export class ConnectionError extends Error {
  override name = 'ConnectionError';
  constructor(
    readonly file: string,
    readonly problem: string,
  ) {
    super(`The connection file ${file} cannot be used: ${problem}.`);
  }
}

/** @throws ConnectionError when the file cannot be read or a field is missing or wrong. */
export function readConnection(file: string): Connection {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConnectionError(file, error instanceof Error ? error.message : String(error));
  }
  return parseConnection(text, file);
}

/** @throws ConnectionError when a field is missing or wrong. */
export function parseConnection(text: string, file = 'given'): Connection {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ConnectionError(file, 'it is not JSON');
  }
  if (!isRecord(json)) throw new ConnectionError(file, 'it is not a JSON object');
  const fields = json;
  const port = (name: string): number => {
    const value = fields[name];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 65535) {
      const found = value === undefined ? 'missing' : JSON.stringify(value);
      throw new ConnectionError(file, `${name} is ${found}, expected a port number`);
    }
    return value;
  };
  const { transport = 'tcp', ip, key, signature_scheme: scheme = DEFAULT_SCHEME } = fields;
  if (transport !== 'tcp' && transport !== 'ipc') {
    throw new ConnectionError(
      file,
      `transport is ${JSON.stringify(transport)}, expected tcp or ipc`,
    );
  }
  if (typeof ip !== 'string') throw new ConnectionError(file, 'ip is missing');
  // Never by mistake: who wants no signatures says so, by an empty one.
  if (key === undefined) throw new ConnectionError(file, 'key is missing');
  if (typeof key !== 'string') throw new ConnectionError(file, 'key is not a string');
  const hash = hashOf(scheme);
  if (hash === undefined && key !== '') {
    throw new ConnectionError(
      file,
      `signature_scheme is ${JSON.stringify(scheme)}, expected hmac and a hash, such as ${DEFAULT_SCHEME}`,
    );
  }
  return {
    transport,
    ip,
    key,
    hash: hash ?? '',
    curve: curveKeys(fields, file),
    shell_port: port('shell_port'),
    control_port: port('control_port'),
    iopub_port: port('iopub_port'),
    stdin_port: port('stdin_port'),
    hb_port: port('hb_port'),
  };
}

/**
 * The keys of a file that asks for encryption.
 *
 * https://jupyter-client.readthedocs.io/en/stable/security.html
 */
function curveKeys(fields: JsonObject, file: string): CurveKeys | undefined {
  const { curve_publickey, curve_secretkey } = fields;
  if ((curve_publickey ?? curve_secretkey ?? null) === null) return undefined;
  const key = (name: string): string => {
    const value = stringField(fields, name);
    // Without the value: this goes to a log.
    if (!Z85_KEY.test(value))
      throw new ConnectionError(file, `${name} is no key of 40 characters of Z85`);
    return value;
  };
  return { publicKey: key('curve_publickey'), secretKey: key('curve_secretkey') };
}

/** The hash of a scheme, which Jupyter calls as Python does: `hmac-sha512`, `hmac-sha3_256`. */
function hashOf(scheme: unknown): string | undefined {
  if (scheme === DEFAULT_SCHEME) return 'sha256';
  const [, name = ''] = /^hmac-(\w+)$/.exec(String(scheme)) ?? [];
  return getHashes().find((hash) => hash === name.replace('_', '-'));
}

/** The address that a socket binds, such as `tcp://127.0.0.1:5555` or `ipc:///tmp/kernel-5`. */
export function addressOf(connection: Connection, port: number): string {
  const separator = connection.transport === 'ipc' ? '-' : ':';
  return `${connection.transport}://${connection.ip}${separator}${port}`;
}

/** The files that the sockets of IPC are bound to. ZeroMQ removes them too late for a process that ends. */
export function socketFiles(connection: Connection): string[] {
  const { transport, ip, shell_port, control_port, iopub_port, stdin_port, hb_port } = connection;
  if (transport !== 'ipc') return [];
  return [shell_port, control_port, iopub_port, stdin_port, hb_port].map((port) => `${ip}-${port}`);
}
