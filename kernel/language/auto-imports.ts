/**
 * Names that a cell could use if it imported them: of Node's modules and of Gradbook. The language
 * server itself knows those of the packages that the notebook's folder depends on.
 *
 * A front end puts one text in one place and cannot add a line at the cell's top, so what is put in
 * is an expression that imports: `(await import("node:fs")).readFileSync`.
 */
import type { Completion } from '../requests/interpreter.js';
import { type JsonObject, stringField } from '../wire/json.js';
import { itemType } from './item-details.js';
import { limited } from './limited.js';
import type { TypeScriptService } from './typescript-service.js';

const MODULES = [
  'gradbook',
  ...[
    'assert',
    'buffer',
    'child_process',
    'crypto',
    'events',
    'fs',
    'fs/promises',
    'http',
    'https',
  ],
  ...['net', 'os', 'path', 'perf_hooks', 'readline', 'stream', 'stream/promises'],
  ...['timers/promises', 'url', 'util', 'v8', 'vm', 'worker_threads', 'zlib'],
].map((name) => (name === 'gradbook' ? name : `node:${name}`));

/** How long a person waits for them, who has asked before they are known, in milliseconds. */
const PATIENCE = 1000;
/** How many are offered at once. */
const MOST = 20;

/** What has no value to import, and what is a type as well as a value. */
const TYPES: ReadonlySet<string> = new Set(['interface', 'type']);
const BOTH: ReadonlySet<string> = new Set(['class', 'enum', 'module']);

interface Importable {
  readonly name: string;
  readonly module: string;
  /** What it is, in a word. */
  readonly type: string;
}

/** An expression, or a type, that gives an export; an empty name stands for the whole module. */
export function importExpression(
  module: string,
  name: string,
  { isType }: { isType: boolean },
): string {
  const source = `import(${JSON.stringify(module)})`;
  const whole = isType ? source : `(await ${source})`;
  return name ? `${whole}.${name}` : whole;
}

export class AutoImports {
  private all: readonly Importable[] = [];
  private loading: Promise<void> | undefined;

  constructor(private readonly service: TypeScriptService) {}

  /** Asks the server what there is, unless it was asked before. */
  load(): Promise<void> {
    if (!this.service.isReady) return Promise.resolve();
    this.loading ??= this.ask();
    return this.loading;
  }

  private async ask(): Promise<void> {
    const marked = [
      ...MODULES.map((module) => `import { ‸ } from ${JSON.stringify(module)};`),
      // What it passes on from its files, the server calls variables, types too.
      `type OfGradbook = import('gradbook').‸;`,
      `(await import('gradbook')).‸;`,
    ];
    const { text, places } = withoutMarks(marked);
    const answers = await this.service.completionsIn(text, places);
    const [types = [], values = []] = answers.slice(MODULES.length).map(namesOf);
    const typeOf = (item: JsonObject, name: string, module: string) => {
      if (module !== 'gradbook' || !types.includes(name)) return itemType(item);
      return values.includes(name) ? 'class' : 'interface';
    };
    this.all = MODULES.flatMap((module, at) =>
      (answers[at] ?? []).flatMap((item) => {
        const name = stringField(item, 'label');
        return name === 'type' ? [] : { name, module, type: typeOf(item, name, module) };
      }),
    );
    // The server ended meanwhile: the next one is asked again.
    if (this.all.length === 0) this.loading = undefined;
  }

  /**
   * Those that begin with a text and may stand there, but for names that are there without an
   * import. Where there are none of those, the first question waits for its answer.
   */
  async startingWith(
    prefix: string,
    known: ReadonlySet<string>,
    wanted: 'types' | 'values',
  ): Promise<Completion[]> {
    await limited(this.load(), known.size === 0 ? PATIENCE : 0);
    const isType = wanted === 'types';
    const mayStand = (type: string) =>
      isType ? TYPES.has(type) || BOTH.has(type) : !TYPES.has(type);
    return this.all
      .filter(({ name, type }) => name.startsWith(prefix) && !known.has(name) && mayStand(type))
      .slice(0, MOST)
      .map(({ name, module, type }) => ({
        text: importExpression(module, name, { isType }),
        type,
        signature: `import { ${name} } from '${module}'`,
      }));
  }
}

/** Lines without their mark, and where it stood in each. */
function withoutMarks(lines: readonly string[]): { text: string; places: number[] } {
  let text = '';
  const places = lines.map((line) => {
    const place = text.length + line.indexOf('‸');
    text += `${line.replace('‸', '')}\n`;
    return place;
  });
  return { text, places };
}

const namesOf = (items: readonly JsonObject[]) => items.map((item) => stringField(item, 'label'));
