/**
 * Reads which file of this repository imports which, from the sources, with the parser that the kernel
 * uses too. Imports of types count: they show who needs to know whom. That what is imported exists is
 * the compiler's business.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';

/** Importing file -> imported files, as paths with `/` relative to `root`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports of all `.ts` files in these folders of `root`; those of packages are left out. */
export function readImports(root: string, folders: readonly string[]): ImportGraph {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .map((file) => path.posix.join(folder, file)),
  );
  return new Map(files.map((file) => [file, importsOf(root, file)]));
}

function importsOf(root: string, file: string): string[] {
  const source = readFileSync(path.join(root, file), 'utf8');
  const { module } = parseSync(file, source);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^(['"])(.*)\1$/.exec(source.slice(start, end));
      return literal?.[2] ?? [];
    }),
  ];
  const local = requests.filter((request) => request.startsWith('.'));
  return [...new Set(local)].map((request) =>
    path.posix.join(path.posix.dirname(file), request.replace(/\.js$/, '.ts')),
  );
}

/** One cycle of the graph, its first file repeated at the end; `undefined` where there is none. */
export function findCycle(graph: ImportGraph): string[] | undefined {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (node: string): string[] | undefined => {
    const seen = way.indexOf(node);
    if (seen >= 0) return [...way.slice(seen), node];
    if (done.has(node)) return undefined;
    way.push(node);
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle) return cycle;
    }
    way.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle) return cycle;
  }
  return undefined;
}

/** What the folders directly in `parent` import of each other, by any file in them. */
export function betweenFolders(graph: ImportGraph, parent: string): ImportGraph {
  const folderOf = (file: string): string | undefined => {
    if (!file.startsWith(`${parent}/`)) return undefined;
    const [folder, ...rest] = file.slice(parent.length + 1).split('/');
    return rest.length > 0 ? folder : undefined;
  };
  const between = new Map<string, string[]>();
  for (const [file, imported] of graph) {
    const from = folderOf(file);
    if (from === undefined) continue;
    const to = imported.flatMap((target) => folderOf(target) ?? []);
    const others = to.filter((folder) => folder !== from);
    between.set(from, [...(between.get(from) ?? []), ...others]);
  }
  return between;
}

/** Every folder that holds one of the graph's files, and their parents. */
export function foldersOf(graph: ImportGraph): string[] {
  const folders = new Set<string>();
  for (const file of graph.keys()) {
    for (let at = path.posix.dirname(file); at !== '.'; at = path.posix.dirname(at)) {
      folders.add(at);
    }
  }
  return [...folders].sort();
}
