/** What a kernel sends back: its messages, and those that belong to one request. */

export type Json = Record<string, unknown>;
export type Channel = 'shell' | 'control' | 'stdin' | 'iopub';

export interface Message {
  readonly channel: Channel;
  readonly type: string;
  readonly parent: string | undefined;
  readonly header: Json;
  readonly parentHeader: Json;
  readonly metadata: Json;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what each message should have.
  readonly content: any;
  readonly buffers: readonly Buffer[];
}

/** All that came back for one request, in the order of its arrival. */
export class Exchange {
  constructor(
    readonly id: string,
    private readonly all: readonly Message[],
  ) {}

  on(channel: Channel): Message[] {
    return this.all.filter((message) => message.parent === this.id && message.channel === channel);
  }

  get reply() {
    return (this.on('shell')[0] ?? this.on('control')[0])?.content;
  }

  /** `busy`, `execute_input`, `stream` ... `idle`. */
  get kinds(): string[] {
    return this.on('iopub').map(({ type, content }) => content.execution_state ?? type);
  }

  get isIdle(): boolean {
    return this.kinds.includes('idle');
  }

  contents(type: string) {
    return this.on('iopub')
      .filter((message) => message.type === type)
      .map(({ content }) => content);
  }

  /** What one stream said in all. */
  text(name = 'stdout'): string {
    const parts = this.contents('stream').filter((content) => content.name === name);
    return parts.map((content) => content.text).join('');
  }

  /** The text of the result. */
  get result(): string | undefined {
    return this.contents('execute_result')[0]?.data['text/plain'];
  }

  /** The traceback of the error that was shown. */
  get traceback(): string {
    return (this.contents('error')[0]?.traceback ?? []).join('\n');
  }
}
