/**
 * The programs that a cell has started, which its interrupt ends as Ctrl-C does in a terminal: those
 * in the kernel's process group, with all that they started in turn. A program that was started
 * `detached` is meant to go on; the others end with the kernel, too.
 *
 * Found in Linux's `/proc`. Elsewhere none are found, and a program that the cell waits for without
 * an `await` (`execSync`) must end by itself.
 */
import { openSync, readdirSync, readFileSync, readSync } from 'node:fs';

/** How long a program that was asked to end may take, in milliseconds. */
const PATIENCE = 1000;
/** The same as the kernel ends, for which somebody waits. */
const LAST_PATIENCE = 200;

export class Programs {
  private readonly before = new Set(startedByMain());
  /** When each was asked to end. */
  private readonly asked = new Map<number, number>();

  /** Asks those that run to end; those that had their time are killed. To be called repeatedly. */
  interrupt(): void {
    const now = performance.now();
    for (const pid of this.running()) {
      const since = this.asked.get(pid);
      if (since === undefined) {
        this.asked.set(pid, now);
        kill(pid, 'SIGINT');
      } else if (now - since > PATIENCE) {
        kill(pid, 'SIGKILL');
      }
    }
  }

  /** Kills, after their time, those that were asked to end and did not, and what they have started since. */
  async killLater(): Promise<void> {
    if (this.asked.size === 0) return;
    await new Promise((resolve) => setTimeout(resolve, PATIENCE));
    const stubborn = this.running().filter((pid) => this.asked.has(pid));
    for (const pid of withAllTheyStarted(stubborn)) kill(pid, 'SIGKILL');
  }

  private running(): number[] {
    return withAllTheyStarted(startedByMain().filter((pid) => !this.before.has(pid)));
  }
}

/** Asks all that run to end, as the kernel does itself; any thread may. */
export function signalPrograms(signal: 'SIGTERM' | 'SIGKILL'): void {
  for (const pid of startedByKernel()) kill(pid, signal);
}

/** Waits a moment for programs that were asked to end, and kills those that are still there. */
export async function programsEnded(): Promise<void> {
  const end = performance.now() + LAST_PATIENCE;
  while (startedByKernel().length > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  signalPrograms('SIGKILL');
}

function startedByKernel(): number[] {
  return withAllTheyStarted(threadsOf(process.pid).flatMap((one) => startedBy(process.pid, one)));
}

/** Programs of the kernel's process group, and those that they have started, each once and behind its parent. */
function withAllTheyStarted(programs: readonly number[]): number[] {
  const group = groupOf(process.pid);
  const found = new Set<number>();
  // What is added is looked at in turn.
  const all = [...programs];
  for (const pid of all) {
    if (found.has(pid) || groupOf(pid) !== group) continue;
    found.add(pid);
    all.push(...threadsOf(pid).flatMap((thread) => startedBy(pid, thread)));
  }
  return [...found];
}

/** The children of the main thread alone: the language server is the worker's. */
function startedByMain(): number[] {
  return pids(childrenOfMain());
}

/** The list stays open: every cell asks for it as it begins, and opening it takes ten times as long as reading it. */
let list: number | undefined;
const portion = Buffer.alloc(4096);

function childrenOfMain(): string {
  try {
    list ??= openSync(childrenFile(process.pid, process.pid), 'r');
    let text = '';
    for (;;) {
      const count = readSync(list, portion, 0, portion.length, text.length);
      if (count === 0) return text;
      text += portion.toString('latin1', 0, count);
    }
  } catch {
    // Not Linux.
    return '';
  }
}

function startedBy(pid: number, thread: number): number[] {
  return pids(read(childrenFile(pid, thread)));
}

function childrenFile(pid: number, thread: number): string {
  return `/proc/${pid}/task/${thread}/children`;
}

function pids(text: string): number[] {
  return text.split(' ').filter(Boolean).map(Number);
}

function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** The process group: behind the name in parentheses stand the state, the parent and the group. */
function groupOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const group = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2];
  return group === undefined ? undefined : Number(group);
}

/** Empty for a process that is gone. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1').trim();
  } catch {
    return '';
  }
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}
