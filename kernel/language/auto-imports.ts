/**
 * Names that a cell could use if it imported them: of Node's modules and of Gradbook. The language
 * server itself knows those of the packages that the notebook's folder depends on.
 *
 * A front end puts one text in one place and cannot add a line at the cell's top, so what is put in
 * is an expression that imports: `(await import("node:fs")).readFileSync`.
 */
import type { Completion } from '../requests/interpreter.js';
import { isRecord, stringField } from '../wire/json.js';
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

/** How many are offered at once. */
const MOST = 20;

/** The kinds of the protocol that are types: they have no value to import. */
const INTERFACE = 8;

interface Importable {
  readonly name: string;
  readonly module: string;
  readonly isType: boolean;
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

  /** Asks the server, one module after the other, so that a person's questions come between. */
  async load(service: TypeScriptService): Promise<void> {
    const all: Importable[] = [];
    for (const module of MODULES) {
      const before = 'import { ';
      const code = `${before} } from ${JSON.stringify(module)};`;
      const answer = await service.at('textDocument/completion', code, before.length);
      const items = isRecord(answer) ? answer.items : answer;
      for (const item of Array.isArray(items) ? items.filter(isRecord) : []) {
        const name = stringField(item, 'label');
        if (name !== 'type') all.push({ name, module, isType: item.kind === INTERFACE });
      }
    }
    this.all = all;
  }

  /** Those that begin with a text, but for names that are there without an import. */
  startingWith(prefix: string, known: ReadonlySet<string>): Completion[] {
    return this.all
      .filter(({ name }) => name.startsWith(prefix) && !known.has(name))
      .slice(0, MOST)
      .map(({ name, module, isType }) => ({
        text: importExpression(module, name, { isType }),
        type: isType ? 'interface' : 'variable',
        signature: `import { ${name} } from '${module}'`,
      }));
  }
}
