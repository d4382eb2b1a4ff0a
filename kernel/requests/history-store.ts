/**
 * The inputs and results of all sessions, in one SQLite file that several kernels share. What a cell
 * adds is written a moment later, so that no cell waits for the disk.
 */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import type Libsql from 'libsql';
import { isRecord } from '../wire/json.js';
import { debug, log } from '../wire/log.js';
import type { HistoryEntry } from '../wire/outgoing.js';

/** How long an entry waits for others before it is written, in milliseconds. */
const DELAY = 500;
/**
 * How long is waited for a file that another kernel holds, in milliseconds: little, since the thread has sockets to
 * serve and can try again, but for what must be answered, or is the last chance.
 */
const PATIENCE = { writing: 10, asked: 1000 };
const NOWHERE = ':memory:';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sessions (
    session INTEGER PRIMARY KEY AUTOINCREMENT, began TEXT DEFAULT CURRENT_TIMESTAMP);
  CREATE TABLE IF NOT EXISTS history (
    id INTEGER PRIMARY KEY, session INTEGER NOT NULL, line INTEGER NOT NULL,
    input TEXT NOT NULL, output TEXT);
  CREATE INDEX IF NOT EXISTS history_by_session ON history (session, line);
`;

interface Line {
  readonly number: number;
  readonly input: string;
  output: string | null;
  /** Its row, once it is written, and in which database. */
  row: { readonly id: number; readonly database: Libsql.Database } | undefined;
}

interface Opened {
  readonly database: Libsql.Database;
  readonly session: number;
}

export interface HistoryShape {
  /** Whether entries have the output beside the input. */
  readonly output: boolean;
}

export class History {
  /** Lines that are to be written, or written again. */
  private readonly pending = new Set<Line>();
  private timer: NodeJS.Timeout | undefined;
  private opened: Opened | undefined;

  /** `file` is where it is kept; by default what `GRADBOOK_HISTORY` says, or the user's own. */
  constructor(private readonly file = historyFile()) {}

  /** @returns takes the text of the input's result */
  add(number: number, input: string): (output: string) => void {
    const line: Line = { number, input, output: null, row: undefined };
    this.write(line);
    return (output) => {
      line.output = output;
      this.write(line);
    };
  }

  /** The last `n` inputs, oldest first. */
  tail(n: number, shape: HistoryShape): HistoryEntry[] {
    return this.select('ORDER BY id DESC LIMIT ?', [Math.max(0, n)], shape).reverse();
  }

  /**
   * Inputs of a session from number `start` to before `stop`; session 0 is this one, -1 the one
   * before.
   */
  range(session: number, start: number, stop: number, shape: HistoryShape): HistoryEntry[] {
    const own = this.use(PATIENCE.asked, (opened) => opened.session);
    const wanted = session > 0 ? session : own + session;
    // As IPython has it: who asks for this session by 0 gets it under that number.
    const shown = session === 0 ? 0 : wanted;
    return this.select(
      'WHERE session = ? AND line >= ? AND line < ? ORDER BY line',
      [wanted, start, stop],
      shape,
    ).map(([, ...rest]): HistoryEntry => [shown, ...rest]);
  }

  /** The last `n` inputs that match a glob pattern (`*`, `?`, `[ab]`) as a whole. */
  search(pattern: string, n: number, unique: boolean, shape: HistoryShape): HistoryEntry[] {
    const latest = 'AND id IN (SELECT MAX(id) FROM history GROUP BY input)';
    return this.select(
      `WHERE input GLOB ? ${unique ? latest : ''} ORDER BY id DESC LIMIT ?`,
      [pattern, Math.max(0, n)],
      shape,
    ).reverse();
  }

  /** Writes what is left. */
  close(): void {
    this.flush(PATIENCE.asked);
    if (this.timer) clearTimeout(this.timer);
    this.opened?.database.close();
    this.opened = undefined;
  }

  private write(line: Line): void {
    this.pending.add(line);
    this.flushLater();
  }

  private flushLater(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.flush(PATIENCE.writing);
    }, DELAY).unref();
  }

  private flush(patience: number): void {
    if (this.pending.size === 0) return;
    const lines = [...this.pending];
    try {
      this.use(patience, (opened) => writeLines(lines, opened));
      this.pending.clear();
    } catch (error) {
      debug('history', () => `${lines.length} lines were not written: ${error}`);
      if (isBusy(error)) this.flushLater();
      else this.pending.clear();
    }
  }

  private select(
    condition: string,
    values: readonly (string | number)[],
    { output }: HistoryShape,
  ): HistoryEntry[] {
    this.flush(PATIENCE.asked);
    const query = `SELECT session, line, input, output FROM history ${condition}`;
    const rows = this.use(PATIENCE.asked, ({ database }) => {
      return database.prepare(query).all(...values);
    });
    return rows.filter(isRecord).map((row): HistoryEntry => {
      const input = String(row.input);
      const result = row.output === null ? null : String(row.output);
      const place = [Number(row.session), Number(row.line)] as const;
      return output ? [...place, [input, result]] : [...place, input];
    });
  }

  /**
   * Works with the database; where it turns out to be damaged, with another one.
   * @throws SqliteError while another kernel holds the file
   */
  private use<T>(patience: number, work: (opened: Opened) => T): T {
    const opened = this.open(patience);
    try {
      return work(opened);
    } catch (error) {
      if (!isDamage(error)) throw error;
      opened.database.close();
      this.opened = undefined;
      return work(this.open(patience));
    }
  }

  /**
   * Opened when it is first needed: the start of the kernel does not wait for it.
   * @throws SqliteError while another kernel holds the file
   */
  private open(patience: number): Opened {
    this.opened ??= begin(this.file, patience) ?? begin(NOWHERE, patience);
    if (!this.opened) throw new Error('There is no history: SQLite does not run here.');
    this.opened.database.exec(`PRAGMA busy_timeout = ${patience}`);
    return this.opened;
  }
}

/** @throws SqliteError while another kernel holds the file */
function writeLines(lines: readonly Line[], { database, session }: Opened): void {
  const insert = database.prepare(
    'INSERT INTO history (session, line, input, output) VALUES (?, ?, ?, ?)',
  );
  const update = database.prepare('UPDATE history SET output = ? WHERE id = ?');
  const write = database.transaction(() =>
    lines.map(({ number, input, output, row }) => {
      if (row?.database !== database) {
        return insert.run(session, number, input, output).lastInsertRowid;
      }
      update.run(output, row.id);
      return row.id;
    }),
  );
  // The file is asked for once, before anything is written.
  const ids = write.immediate();
  for (const [i, line] of lines.entries()) line.row = { id: Number(ids[i]), database };
}

/**
 * A new session in a file, or in a new one where that is damaged; undefined when it can't be used, which the log says.
 * @throws SqliteError while another kernel holds the file
 */
function begin(file: string, patience: number): Opened | undefined {
  let database: Libsql.Database | undefined;
  try {
    if (file !== NOWHERE) makePrivate(file);
    const Database: typeof Libsql = createRequire(import.meta.url)('libsql');
    database = new Database(file);
    database.exec(`PRAGMA busy_timeout = ${patience}; PRAGMA synchronous = OFF;`);
    database.exec(SCHEMA);
    const { lastInsertRowid } = database.prepare('INSERT INTO sessions DEFAULT VALUES').run();
    return { database, session: Number(lastInsertRowid) };
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw error;
    if (isDamage(error) && putAside(file)) return begin(file, patience);
    debug('history', () => `${file} can't be used: ${error}`);
    return undefined;
  }
}

/** Renames a damaged file, as IPython does; false where it can't be. */
function putAside(file: string): boolean {
  // Never in place of an earlier one: two kernels may find it damaged at the same time.
  const aside = `${file}.damaged-${Date.now()}`;
  try {
    if (!statSync(file).isFile()) return false;
    renameSync(file, aside);
    // It would be played back into the new file.
    if (existsSync(`${file}-journal`)) renameSync(`${file}-journal`, `${aside}-journal`);
  } catch {
    return false;
  }
  log(`The history in ${file} is damaged: a new one is begun. What there was is in ${aside}.`);
  return true;
}

/** Whether a file is no database, or no longer one that can be read. */
function isDamage(error: unknown): boolean {
  return /^SQLITE_(NOTADB|CORRUPT)/.test(codeOf(error));
}

function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Inputs may be confidential: the file is the user's own. */
function makePrivate(file: string): void {
  makeFolder(path.dirname(file));
  closeSync(openSync(file, 'a', 0o600));
}

/** Node's own way, `recursive`, never ends where no folder can be made and the system says that one is missing, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another kernel may have been quicker.
    if (!existsSync(folder)) throw error;
  }
}

function historyFile(): string {
  const { GRADBOOK_HISTORY: chosen, XDG_DATA_HOME: data } = process.env;
  if (chosen === 'off') return NOWHERE;
  if (chosen) return path.resolve(chosen);
  return path.join(data || path.join(homedir(), '.local', 'share'), 'gradbook', 'history.sqlite');
}
