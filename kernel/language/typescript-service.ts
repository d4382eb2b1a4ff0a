/**
 * What TypeScript knows of the notebook: asks the language server about the documents that stand
 * for the cells. There is no answer, ever, that a cell would have to wait for.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isRecord, type JsonObject } from '../wire/json.js';
import { AMBIENT, AMBIENT_TEXT } from './ambient.js';
import { CELL_FILES, EDITED, EDITED_JSX, HIDDEN, IMPORTABLE, LINES_ABOVE } from './cell-files.js';
import { compilerConfig } from './compiler-options.js';
import { ImportedFiles } from './imported-files.js';
import type { JsonRpc } from './json-rpc.js';
import { limited } from './limited.js';
import { NotebookDocuments } from './notebook-documents.js';
import { type Place, placeOf } from './place.js';
import { ServerProcess } from './server-process.js';

/** How long an answer about the edited text keeps the next question waiting, in milliseconds. */
const PATIENCE = 2000;

const CONFIG = `${CELL_FILES}tsconfig.json`;

/** What the protocol calls the languages, by the endings of files. */
const LANGUAGES: Readonly<Record<string, string>> = { '.tsx': 'typescriptreact', '.json': 'json' };

interface Sent {
  readonly text: string;
  readonly version: number;
}

export class TypeScriptService {
  readonly documents = new NotebookDocuments();
  private readonly server: ServerProcess;
  private readonly imported: ImportedFiles;
  private rpc: JsonRpc | undefined;
  private hasAnswered = false;
  /** What the server that runs now has been told. */
  private readonly sent = new Map<string, Sent>();
  private readonly waiting: (() => void)[] = [];
  /** The text of `completionsIn`. */
  private apart: string | undefined;
  /** The latest question about the text that is being edited. */
  private asking: Promise<unknown> = Promise.resolve();

  /** `folder` is the notebook's. */
  constructor(private readonly folder: string) {
    const preferences = {
      customConfigFileName: CONFIG,
      // Else the server runs npm, at its start, to fetch types of packages that nobody asked for.
      tsserver: { automaticTypeAcquisition: { enabled: false } },
    };
    this.imported = new ImportedFiles(folder);
    this.server = new ServerProcess(folder, preferences, {
      ready: (rpc) => {
        this.rpc = rpc;
        this.settle();
        // Reads the libraries now, not when a person waits for it.
        this.sync();
      },
      gone: () => {
        this.rpc = undefined;
        this.hasAnswered = false;
        this.sent.clear();
        if (this.server.isGivenUp) this.settle();
      },
    });
  }

  /** Starts the server in the background, unless it was started before. */
  start(): void {
    this.server.start();
  }

  get isReady(): boolean {
    return this.rpc !== undefined;
  }

  /** Whether no server will come up any more. */
  get isGivenUp(): boolean {
    return this.server.isGivenUp;
  }

  /** Whether it has read the libraries, so that it answers within milliseconds. */
  get isWarm(): boolean {
    return this.hasAnswered;
  }

  /** Resolves when the server is there, or will never be. */
  ready(): Promise<void> {
    this.start();
    if (this.rpc || this.server.isGivenUp) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The type errors of a cell as the server words them; undefined where it cannot say. */
  async errors(cell: number): Promise<JsonObject[] | undefined> {
    const module = this.documents.get(cell);
    if (!module) return [];
    this.refresh(module.imports);
    const report = await this.ask('textDocument/diagnostic', module.file, {});
    if (!isRecord(report) || !Array.isArray(report.items)) return undefined;
    return report.items.filter(isRecord);
  }

  /**
   * Asks something about a place in the text that is being edited. One question after the other:
   * each has a text of its own. Undefined where there is no answer.
   * @param offered tells which names of cells may be in the answer without being in the text.
   */
  at(
    method: string,
    code: string,
    offset: number,
    offered?: (name: string) => boolean,
  ): Promise<unknown> {
    const answer = this.asking.then(() => {
      this.documents.edit(code, offered);
      return this.ask(method, this.documents.editedFile, { position: toPosition(code, offset) });
    });
    this.asking = limited(answer, PATIENCE);
    return answer;
  }

  /** Where a variable was declared that the text that is being edited has from an earlier cell. */
  async declarationOf(name: string): Promise<unknown> {
    const file = this.documents.editedFile;
    const text = this.sent.get(file)?.text ?? '';
    const offset = text.indexOf(`${HIDDEN}${name} `);
    if (offset < 0) return undefined;
    return this.ask('textDocument/definition', file, { position: placeOf(text, offset) });
  }

  /** What may stand at places of a text that has nothing to do with the cells. */
  async completionsIn(text: string, offsets: readonly number[]): Promise<JsonObject[][]> {
    this.apart = text;
    const answers = await Promise.all(
      offsets.map((offset) =>
        this.ask('textDocument/completion', IMPORTABLE, { position: placeOf(text, offset) }),
      ),
    );
    this.apart = undefined;
    return answers.map((answer) => {
      const items = isRecord(answer) ? answer.items : answer;
      return Array.isArray(items) ? items.filter(isRecord) : [];
    });
  }

  /** Asks for more about an item of a completion. */
  async resolve(item: JsonObject): Promise<unknown> {
    return this.rpc?.request('completionItem/resolve', item).catch(() => undefined);
  }

  /** The text of a file as the server sees it, if it is one of the notebook's documents. */
  textOf(uri: string): string | undefined {
    for (const [name, { text }] of this.sent) if (this.uri(name) === uri) return text;
    return undefined;
  }

  private async ask(method: string, file: string, more: object): Promise<unknown> {
    const rpc = this.sync();
    if (!rpc) return undefined;
    const textDocument = { uri: this.uri(file) };
    try {
      const answer = await rpc.request(method, { textDocument, ...more });
      this.hasAnswered = rpc === this.rpc;
      return answer;
    } catch {
      return undefined;
    }
  }

  /** Files that changed on disk, and what only a new server takes up. */
  private refresh(imports: readonly string[]): void {
    const { changed, isOutdated } = this.imported.look(imports);
    if (isOutdated) this.server.restart();
    const changes = changed.map((file) => ({ uri: pathToFileURL(file).href, type: 2 }));
    if (changes.length > 0) this.rpc?.notify('workspace/didChangeWatchedFiles', { changes });
  }

  /** Tells the server what it does not know yet; undefined where there is none. */
  private sync(): JsonRpc | undefined {
    const { rpc } = this;
    if (!rpc) return undefined;
    if (this.sent.size === 0) {
      const config = compilerConfig(this.folder, [EDITED, EDITED_JSX, IMPORTABLE, AMBIENT]);
      this.tell(rpc, CONFIG, JSON.stringify(config));
      this.tell(rpc, AMBIENT, AMBIENT_TEXT);
    }
    const files = this.documents.files();
    if (this.apart !== undefined) files.set(IMPORTABLE, this.apart);
    for (const [name, text] of files) this.tell(rpc, name, text);
    for (const name of this.sent.keys()) {
      if (files.has(name) || name === CONFIG || name === AMBIENT) continue;
      rpc.notify('textDocument/didClose', { textDocument: { uri: this.uri(name) } });
      this.sent.delete(name);
    }
    return rpc;
  }

  private tell(rpc: JsonRpc, name: string, text: string): void {
    const before = this.sent.get(name);
    if (before?.text === text) return;
    const uri = this.uri(name);
    const version = (before?.version ?? 0) + 1;
    this.sent.set(name, { text, version });
    if (before) {
      const textDocument = { uri, version };
      rpc.notify('textDocument/didChange', { textDocument, contentChanges: [{ text }] });
    } else {
      const languageId = LANGUAGES[path.extname(name)] ?? 'typescript';
      const textDocument = { uri, version, languageId, text };
      rpc.notify('textDocument/didOpen', { textDocument });
    }
  }

  private uri(file: string): string {
    return `${pathToFileURL(this.folder).href}/${file}`;
  }

  private settle(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

function toPosition(code: string, offset: number): Place {
  const { line, character } = placeOf(code, offset);
  return { line: line + LINES_ABOVE, character };
}
