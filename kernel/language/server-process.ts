/**
 * TypeScript's own language server as a child process, which is started again when it dies. It
 * ends when its standard input ends, so it cannot outlive the kernel.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { debug } from '../wire/log.js';
import { JsonRpc } from './json-rpc.js';

/** How long a server that died is not started again, in milliseconds; doubled for each that died young. */
const PAUSE = 100;
const LONGEST_PAUSE = 2000;
/** How often one may die young before it is given up, where none has ever answered. */
const MOST_DEATHS = 6;
/** How long a server lives that did not die young, in milliseconds. */
const YOUNG = 5000;

/** What we can take from the server: it leaves out or shapes its answers accordingly. */
const CAPABILITIES = {
  workspace: { configuration: true },
  textDocument: {
    completion: {
      completionItem: {
        documentationFormat: ['markdown'],
        labelDetailsSupport: true,
        resolveSupport: { properties: ['documentation', 'detail'] },
      },
    },
    hover: { contentFormat: ['markdown'] },
    signatureHelp: { signatureInformation: { documentationFormat: ['markdown'] } },
    definition: { linkSupport: true },
    diagnostic: { relatedDocumentSupport: false },
  },
} as const;

/** The program that the package `typescript` has for this platform. */
function executable(): string {
  const typescript = createRequire(import.meta.url).resolve('typescript/package.json');
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
  const folder = path.dirname(createRequire(typescript).resolve(platform));
  return path.join(folder, 'lib', process.platform === 'win32' ? 'tsc.exe' : 'tsc');
}

export interface ServerEvents {
  /** The server has been initialized; it knows no documents yet. */
  ready(rpc: JsonRpc): void;
  /** The server is gone. */
  gone(): void;
}

export class ServerProcess {
  private child: ChildProcess | undefined;
  private deaths = 0;
  private started = false;
  private hasAnswered = false;

  /** `preferences` is what editors have as settings below `js/ts`. */
  constructor(
    private readonly folder: string,
    private readonly preferences: object,
    private readonly events: ServerEvents,
  ) {}

  /** Whether no server will come up any more. */
  get isGivenUp(): boolean {
    return this.deaths >= MOST_DEATHS && !this.hasAnswered;
  }

  /** Starts the server, unless it was started before. */
  start(): void {
    if (this.started) return;
    this.started = true;
    this.launch();
  }

  /** Ends the server; another one takes its place. */
  restart(): void {
    this.child?.kill('SIGKILL');
  }

  private launch(): void {
    const began = Date.now();
    try {
      // A group of its own: a terminal's Ctrl-C is for the cell, not for the server.
      const child = spawn(executable(), ['--lsp', '--stdio'], {
        cwd: this.folder,
        stdio: ['pipe', 'pipe', 'ignore'],
        detached: true,
      });
      this.child = child;
      const rpc = new JsonRpc(child.stdout, child.stdin, (method, params) =>
        method === 'workspace/configuration' ? this.configuration(params) : null,
      );
      let isGone = false;
      const gone = (why: unknown) => {
        if (isGone) return;
        isGone = true;
        debug('language', () => `the server is gone: ${why}`);
        rpc.end();
        this.events.gone();
        this.launchAgain(Date.now() - began);
      };
      child.on('error', gone);
      child.on('exit', (code, signal) => gone(signal ?? code));
      void this.initialize(rpc).catch((error: unknown) => {
        debug('language', () => `the server does not start: ${error}`);
        child.kill('SIGKILL');
      });
    } catch (error) {
      // This platform has no such program, or no process can be started.
      debug('language', () => `there is no server: ${error}`);
      this.deaths = MOST_DEATHS;
      this.events.gone();
    }
  }

  private launchAgain(age: number): void {
    this.deaths = age < YOUNG ? this.deaths + 1 : 0;
    if (this.isGivenUp) return;
    const pause = Math.min(LONGEST_PAUSE, PAUSE * 2 ** Math.max(0, this.deaths - 1));
    setTimeout(() => this.launch(), pause).unref();
  }

  private async initialize(rpc: JsonRpc): Promise<void> {
    await rpc.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: CAPABILITIES,
    });
    this.hasAnswered = true;
    rpc.notify('initialized', {});
    this.events.ready(rpc);
  }

  /** One answer for each section that is asked for; all settings stand below `js/ts`. */
  private configuration(params: unknown): unknown[] {
    const items = params && typeof params === 'object' && 'items' in params ? params.items : [];
    if (!Array.isArray(items)) return [];
    return items.map((item) => (item?.section === 'js/ts' ? this.preferences : null));
  }
}
