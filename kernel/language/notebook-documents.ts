/**
 * The notebook as the language server sees it: a module for every cell that ran, and one for the
 * text that is being edited. None of them is on disk.
 *
 * Above a cell's own text stands one line that brings in what earlier cells declared and this one
 * uses, each name from the newest cell that declared it; below it stands the export of what it
 * declares. So a name may be declared again in any way, and what was made with the older one keeps
 * its types.
 */
import { jsxPragmas } from '../text/jsx-pragmas.js';
import { cellFile, EDITED, EDITED_JSX, HIDDEN, LIVE } from './cell-files.js';
import { type DeclarationKind, readCell } from './declarations.js';

/** How many cells are kept with their types; what older ones declared counts as `any`. */
const MOST_CELLS = 1000;

interface Origin {
  readonly cell: number;
  /** `any`: what the name stands for cannot be told from the text. */
  readonly kind: DeclarationKind | 'any';
  /** What it is, in a word, where its declaration says so: `function`, `class`. */
  readonly type: string | undefined;
}

interface CellModule {
  /** The name of its file. */
  readonly file: string;
  readonly text: string;
  /** The cells whose declarations it uses. */
  readonly uses: ReadonlySet<number>;
  readonly declared: ReadonlyMap<string, DeclarationKind>;
  /** Whose its names were before. */
  readonly replaced: ReadonlyMap<string, Origin>;
  /** The names that come from earlier cells. */
  readonly borrowed: ReadonlySet<string>;
  readonly imports: readonly string[];
}

const NAME = /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/gu;
/** What a text declares that does not parse, while it is written. */
const DECLARATION =
  /\b(?:const|let|var|function\s*\*?|class|enum|type|interface|namespace|import(?:\s+type)?)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/gu;

/** What shows that a text that does not parse, while it is written, is to have JSX. */
const JSX = /@jsx\w*\s|\/>|<\/[\p{ID_Start}$_>]/u;

/** Comments that say of JSX what its pragmas say: they count only where nothing stands above them. */
function comments(pragmas: string): string {
  const all = pragmas.split(/ (?=@)/).filter(Boolean);
  const isClassic = all.some((pragma) => /^@jsx\s/.test(pragma));
  const isSaid = all.some((pragma) => pragma.startsWith('@jsxRuntime'));
  if (isClassic && !isSaid) all.push('@jsxRuntime classic');
  return all.map((pragma) => `/** ${pragma} */ `).join('');
}

/** A name of a cell that may stand for anything. */
function unknown(cell: number): Origin {
  return { cell, kind: 'any', type: undefined };
}

export class NotebookDocuments {
  private readonly cells = new Map<number, CellModule>();
  private readonly origins = new Map<string, Origin>();
  /** The newest cell for each thing that cells have added to types that are everyone's. */
  private readonly augmenting = new Map<string, number>();
  private edited = '';
  /** What the latest cell that says something of JSX says; see `jsxPragmas`. */
  private jsx = '';
  private offered: ((name: string) => boolean) | undefined;

  /** Names that cells have declared. */
  get names(): ReadonlySet<string> {
    return new Set(this.origins.keys());
  }

  /** What a name of a cell is, in a word: `function`, `class`; undefined where nothing says so. */
  typeOf(name: string): string | undefined {
    return this.origins.get(name)?.type;
  }

  /** All files by name, those that others import first. */
  files(): Map<string, string> {
    // First the module that names all others: what is opened before it is no part of the project yet.
    const { editedFile } = this;
    const files = new Map([[EDITED, this.editedModule(editedFile === EDITED ? this.edited : '')]]);
    for (const { file, text } of this.cells.values()) files.set(file, text);
    if (editedFile === EDITED_JSX) files.set(EDITED_JSX, this.editedModule(this.edited));
    return files;
  }

  /** Adds a cell that runs; a text that does not parse adds nothing. */
  add(cell: number, code: string): void {
    const read = readCell(code);
    if (!read) return;
    // What it adds to others' types must not be there twice.
    for (const key of read.augmentations) this.augmenting.set(key, cell);
    // Not afterwards: what the cell replaces must be there if it is taken back.
    this.dropUnused();
    const { text, declared, types, unexported, imports, hasJsx } = read;
    const said = jsxPragmas(text);
    if (said) this.jsx = said;
    const pragmas = hasJsx ? this.jsx : said;
    const used = new Set(`${text} ${pragmas}`.match(NAME));
    const borrowed = [...used].filter((name) => this.origins.has(name) && !declared.has(name));
    const uses = new Set(borrowed.flatMap((name) => this.origins.get(name)?.cell ?? []));
    const below = unexported.length > 0 ? `export { ${unexported.join(', ')} };` : 'export {};';
    const replaced = new Map<string, Origin>();
    for (const name of declared.keys()) {
      const before = this.origins.get(name);
      if (before) replaced.set(name, before);
    }
    this.cells.set(cell, {
      file: cellFile(cell, hasJsx),
      text: `${comments(pragmas)}${this.bringIn(borrowed, uses)}\n${text}\n;${below}\n`,
      uses,
      declared,
      replaced,
      borrowed: new Set(borrowed),
      imports,
    });
    for (const [name, kind] of declared) {
      this.origins.set(name, { cell, kind, type: types.get(name) });
    }
  }

  /** What is known of a cell that was added. */
  get(cell: number): Pick<CellModule, 'borrowed' | 'file' | 'imports'> | undefined {
    return this.cells.get(cell);
  }

  /** A cell broke off: which of its declarations were made again cannot be told. */
  breakOff(cell: number): void {
    for (const name of this.cells.get(cell)?.replaced.keys() ?? []) {
      if (this.origins.get(name)?.cell === cell) this.origins.set(name, unknown(cell));
    }
  }

  /** A cell gave a variable of an earlier one something that it was not declared for. */
  forgetType(name: string, cell: number): void {
    const origin = this.origins.get(name);
    if (origin && origin.cell < cell) this.origins.set(name, unknown(origin.cell));
  }

  /** Takes back the newest cell, which did not run. */
  takeBack(cell: number): void {
    const module = this.cells.get(cell);
    if (!module) return;
    this.cells.delete(cell);
    for (const [key, adding] of this.augmenting) if (adding === cell) this.augmenting.delete(key);
    for (const name of module.declared.keys()) {
      const before = module.replaced.get(name);
      if (before) this.origins.set(name, before);
      else this.origins.delete(name);
    }
  }

  /** The text that is being edited; `offered` are names that it need not have to know them. */
  edit(text: string, offered?: (name: string) => boolean): void {
    this.edited = text;
    this.offered = offered;
  }

  /** The file that has the text that is being edited. */
  get editedFile(): string {
    const hasJsx = readCell(this.edited)?.hasJsx ?? JSX.test(this.edited);
    return hasJsx ? EDITED_JSX : EDITED;
  }

  private editedModule(edited: string): string {
    const own = readCell(edited)?.declared;
    const declared = new Set(
      own?.keys() ?? [...edited.matchAll(DECLARATION)].map(([, name]) => name),
    );
    const said = jsxPragmas(edited);
    const pragmas = said || this.editedFile === EDITED ? said : this.jsx;
    const used = new Set(`${edited} ${pragmas}`.match(NAME));
    const { offered } = this;
    const names = [...this.origins.keys()].filter(
      (name) => !declared.has(name) && (used.has(name) || offered?.(name)),
    );
    return `${comments(pragmas)}${this.bringIn(names, this.cells.keys())}\n${edited}\n`;
  }

  /**
   * One line that declares names of earlier cells as what they are. It imports each of `cells`, in
   * their order, whether or not it has one of the names: where the imports of a text stay the same,
   * the server has less to do.
   */
  private bringIn(names: readonly string[], cells: Iterable<number>): string {
    const imported = new Map<number, string[]>();
    for (const cell of cells) imported.set(cell, []);
    const declared: string[] = [];
    for (const name of names) {
      const { cell = 0, kind = 'any' } = this.origins.get(name) ?? {};
      const hidden = `${HIDDEN}${name}`;
      switch (kind) {
        case 'alias':
          imported.get(cell)?.push(name);
          break;
        case 'constant':
          imported.get(cell)?.push(`${name} as ${hidden}`);
          declared.push(`const ${name}: ${LIVE}<typeof ${hidden}> = null!;`);
          break;
        case 'variable':
          imported.get(cell)?.push(`${name} as ${hidden}`);
          declared.push(`let ${name}: typeof ${hidden} = null! as ${LIVE}<typeof ${hidden}>;`);
          break;
        case 'any':
          declared.push(`let ${name}: any = null!;`);
          break;
        default:
          kind satisfies never;
      }
    }
    const imports = [...imported].map(([cell, own]) => {
      const what = own.length > 0 ? `{ ${own.join(', ')} } from ` : '';
      return `import ${what}'./${this.cells.get(cell)?.file}';`;
    });
    return [...imports, ...declared, 'export {};'].join(' ');
  }

  /** Drops the cells whose every name, and all else that they add, was declared again and that no later cell builds on. */
  private dropUnused(): void {
    const kept = new Set<number>();
    const keep = (cell: number) => {
      if (kept.has(cell)) return;
      kept.add(cell);
      for (const other of this.cells.get(cell)?.uses ?? []) keep(other);
    };
    for (const { cell } of this.origins.values()) keep(cell);
    for (const cell of this.augmenting.values()) keep(cell);
    const surplus = [...this.cells.keys()].slice(0, Math.max(0, this.cells.size - MOST_CELLS));
    for (const cell of surplus) kept.delete(cell);
    for (const cell of this.cells.keys()) if (!kept.has(cell)) this.cells.delete(cell);
    if (surplus.length === 0) return;
    for (const [name, { cell }] of this.origins) {
      if (!this.cells.has(cell)) this.origins.set(name, unknown(cell));
    }
  }
}
