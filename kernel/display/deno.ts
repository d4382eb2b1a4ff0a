/**
 * The global `Deno`, for notebooks written for its kernel: `Deno.jupyter`, and the few functions
 * beside it that its documentation of notebooks uses. It is no Deno: see docs/kernel.md.
 *
 * https://docs.deno.com/runtime/reference/cli/jupyter/
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isRecord, type JsonObject } from '../wire/json.js';
import type { MimeBundle } from '../wire/outgoing.js';
import { bundleOf, DISPLAY } from './bundle.js';
import type { DisplayOptions, Displays } from './display.js';
import { pictureType } from './pictures.js';

/** An object that says how it is shown. */
interface Displayable {
  [DISPLAY](): MimeBundle;
}

/** The version of Deno whose notebooks were compared with ours. */
const VERSION = '2.9.6';

/** What a notebook can send to all clients by `Deno.jupyter.broadcast`, beside what comms say. */
const MESSAGES = ['display_data', 'update_display_data', 'clear_output', 'stream'];

/** Says something over a comm, in the words of the protocol; gives false for other messages. */
export type SayOverComm = (kind: string, content: JsonObject, attachments: JsonObject) => boolean;

/**
 * Whether a cell uses the global, or imports a package that may. Others must not find it: packages
 * take it for the sign that they run there.
 */
export function isForDeno(code: string): boolean {
  return /\bDeno\b|['"]jsr:|\/deno['"]/.test(code);
}

export function denoGlobal(displays: Displays, say: SayOverComm): object {
  return {
    jupyter: jupyter(displays, say),
    version: { deno: VERSION, v8: process.versions.v8, typescript: '6.0.3' },
    noColor: true,
    cwd: () => process.cwd(),
    env: {
      get: (name: string) => process.env[name],
      has: (name: string) => name in process.env,
      set: (name: string, value: string) => {
        process.env[name] = value;
      },
      toObject: () => ({ ...process.env }),
    },
    readFile: async (file: string | URL) => new Uint8Array(await readFile(file)),
    readFileSync: (file: string | URL) => new Uint8Array(readFileSync(file)),
    readTextFile: (file: string | URL) => readFile(file, 'utf8'),
    readTextFileSync: (file: string | URL) => readFileSync(file, 'utf8'),
    writeFile: (file: string | URL, data: Uint8Array) => writeFile(file, data),
    writeFileSync: (file: string | URL, data: Uint8Array) => writeFileSync(file, data),
    writeTextFile: (file: string | URL, text: string) => writeFile(file, text),
    writeTextFileSync: (file: string | URL, text: string) => writeFileSync(file, text),
  };
}

function jupyter(displays: Displays, say: SayOverComm) {
  return {
    $display: DISPLAY,
    async display(value: unknown, options: DisplayOptions = {}): Promise<void> {
      const { bundle } = options.raw ? { bundle: value } : await bundleOf(value);
      displays.show(bundle, { ...options, raw: true });
    },
    async format(value: unknown): Promise<MimeBundle> {
      return (await bundleOf(value)).bundle;
    },
    html: template('text/html'),
    md: template('text/markdown'),
    svg: template('image/svg+xml'),
    image,
    async broadcast(kind: string, content: JsonObject, more: JsonObject = {}): Promise<void> {
      if (!say(kind, content, more)) broadcast(displays, kind, content);
    },
  };
}

/** A tag for template literals, whose text is shown as that type. */
function template(mime: string) {
  return (strings: TemplateStringsArray, ...values: unknown[]): Displayable => {
    const text = strings.map((part, i) => part + (values[i] === undefined ? '' : values[i]));
    return displayable({ [mime]: text.join('') });
  };
}

/** @throws TypeError for what is neither the bytes of a PNG or JPEG nor the path of one */
function image(source: string | URL | Uint8Array): Displayable {
  const bytes = source instanceof Uint8Array ? source : readFileSync(source);
  const mime = pictureType(bytes);
  if (mime !== 'image/png' && mime !== 'image/jpeg') {
    throw new TypeError('Deno.jupyter.image shows PNG and JPEG, as bytes or by their path.');
  }
  return displayable({ [mime]: Buffer.from(bytes).toString('base64') });
}

function displayable(bundle: MimeBundle): Displayable {
  return { [DISPLAY]: () => bundle };
}

/** @throws TypeError for messages that notebooks do not send */
function broadcast(displays: Displays, kind: string, content: JsonObject): void {
  const { data, metadata, transient, name, text, wait } = content;
  switch (kind) {
    case 'display_data':
    case 'update_display_data':
      displays.show(isRecord(data) ? data : {}, {
        raw: true,
        update: kind === 'update_display_data',
        ...(isRecord(metadata) ? { metadata } : {}),
        ...(isRecord(transient) && typeof transient.display_id === 'string'
          ? { display_id: transient.display_id }
          : {}),
      });
      break;
    case 'clear_output':
      displays.clearOutput(wait === true);
      break;
    case 'stream':
      process[name === 'stderr' ? 'stderr' : 'stdout'].write(String(text));
      break;
    default:
      throw new TypeError(
        `Deno.jupyter.broadcast sends ${MESSAGES.join(', ')} and comms here, and no ${kind}.`,
      );
  }
}
