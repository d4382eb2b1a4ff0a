/** Speaks the Debug Adapter Protocol with a kernel, as a front end does. */
import assert from 'node:assert/strict';
import type { KernelClient } from './client.js';
import type { Exchange, Message } from './exchange.js';

type Json = Record<string, unknown>;
type Content = Message['content'];

export class DebugClient {
  private seq = 0;
  private seen = 0;

  constructor(readonly kernel: KernelClient) {}

  /** All events so far. */
  get events(): Content[] {
    return this.kernel.messages
      .filter(({ type }) => type === 'debug_event')
      .map(({ content }) => content);
  }

  /** Sends a command; gives its response. */
  async request(command: string, parameters: Json = {}): Promise<Content> {
    this.seq += 1;
    const content = { type: 'request', seq: this.seq, command, arguments: parameters };
    const { reply } = await this.kernel.request('debug_request', content, 'control');
    return reply;
  }

  /** The body of the response to a command that must succeed. */
  async body(command: string, parameters: Json = {}): Promise<Content> {
    const { success, message, body } = await this.request(command, parameters);
    assert.ok(success, `${command}: ${message}`);
    return body;
  }

  async start(): Promise<void> {
    await this.body('initialize', { clientID: 'test' });
    await this.body('attach');
    await this.body('configurationDone');
  }

  /** Sets breakpoints in a cell or file; gives what became of them. */
  async breakAt(path: string, ...breakpoints: (number | Json)[]): Promise<Content[]> {
    const list = breakpoints.map((one) => (typeof one === 'number' ? { line: one } : one));
    return (await this.body('setBreakpoints', { source: { path }, breakpoints: list })).breakpoints;
  }

  /** Sets breakpoints in a cell that is about to run. */
  async breakInCell(code: string, ...breakpoints: (number | Json)[]): Promise<Content[]> {
    const { sourcePath } = await this.body('dumpCell', { code });
    return this.breakAt(sourcePath, ...breakpoints);
  }

  send(code: string): Exchange {
    return this.kernel.send('execute_request', { code });
  }

  /** The next stop that was not yet asked for; undefined where something else came to be first. */
  async stopped(isOver: () => boolean = () => false): Promise<Content> {
    const stops = () => this.events.filter(({ event }) => event === 'stopped');
    await this.kernel.until(() => stops().length > this.seen || isOver());
    const stop = stops()[this.seen];
    if (stop) this.seen += 1;
    return stop?.body;
  }

  /** Lets the code go on, and waits for the next stop, or the cell's end. */
  async go(command: string, cell: Exchange): Promise<Content> {
    await this.body(command, { threadId: 1 });
    return this.stopped(() => cell.isIdle);
  }

  async frames(): Promise<Content[]> {
    return (await this.body('stackTrace', { threadId: 1 })).stackFrames;
  }

  /** Where the code is paused: `twice:3`, innermost first. */
  async places(): Promise<string[]> {
    return (await this.frames()).map(({ name, line }) => `${name}:${line}`);
  }

  /** The variables of a scope of the innermost frame, by name. */
  async scope(name = 'Locals'): Promise<Record<string, Content>> {
    const [top] = await this.frames();
    const { scopes } = await this.body('scopes', { frameId: top.id });
    const scope = scopes.find((one: Content) => one.name === name);
    return this.children(scope.variablesReference);
  }

  /** What is in a variable, by name. */
  async children(variablesReference: number): Promise<Record<string, Content>> {
    const { variables } = await this.body('variables', { variablesReference });
    return Object.fromEntries(variables.map((one: Content) => [one.name, one]));
  }

  /** Evaluates in the innermost frame. */
  async evaluate(expression: string): Promise<Content> {
    const [top] = await this.frames();
    return this.body('evaluate', { expression, frameId: top?.id, context: 'repl' });
  }
}
