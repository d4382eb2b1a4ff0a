/**
 * The compiler's options for cells: what cells may do, and where their imports are looked for.
 * They are put before the server as a file that isn't on disk.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readTsconfig } from '../cells/tsconfig.js';
import { builtFile, PACKAGE_ROOT } from '../package-root.js';
import { isRecord } from '../wire/json.js';

/** How cells are compiled, whatever a project's own options say. */
const ALWAYS = {
  target: 'esnext',
  module: 'preserve',
  moduleResolution: 'bundler',
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  // Without it `let x = null` and `[]` have types that nothing can be assigned to.
  noImplicitAny: true,
  // A cell leaves types and values to later ones alike.
  isolatedModules: false,
  verbatimModuleSyntax: false,
  erasableSyntaxOnly: false,
  composite: false,
  incremental: false,
  // A later cell may use what this one does not.
  noUnusedLocals: false,
  noUnusedParameters: false,
};

/** Where neither the notebook's folder nor one above it has options of its own. */
const DEFAULTS = { strict: true, lib: ['esnext'] };

/** The contents of a tsconfig.json for these files, for a notebook in `folder`. */
export function compilerConfig(folder: string, files: readonly string[]): object {
  const own = readTsconfig(folder);
  const { options } = own ?? { options: {} };
  const compilerOptions = {
    ...(own ? {} : DEFAULTS),
    ...('jsx' in options ? {} : { jsx: 'react-jsx' }),
    ...ALWAYS,
    types: ['node'],
    typeRoots: [typesOfNode(folder)],
    ...('paths' in options ? {} : { paths: ownPackages(folder) }),
  };
  const base = own ? { extends: own.file } : {};
  return { ...base, compilerOptions, files, include: [], exclude: [], references: [] };
}

/** Ours: those of the oldest Node that runs cells, and those of a Node as new as the one that does. */
const OWN_TYPES =
  Number.parseInt(process.versions.node, 10) < 22 ? '@types/node' : '@types-24/node';

/** The folder that has the types of Node: the notebook's, else ours. */
function typesOfNode(folder: string): string {
  const found = packageFolder('@types/node', folder) ?? packageFolder(OWN_TYPES, root());
  return path.dirname(found ?? path.join(folder, 'node_modules', '@types', 'node'));
}

/** Gradbook and what it brings, for a folder that does not have them: as cells import them. */
function ownPackages(folder: string): Record<string, string[]> {
  const paths: Record<string, string[]> = {};
  if (!packageFolder('tslab', folder))
    paths.tslab = [fileURLToPath(builtFile('display/tslab.d.ts'))];
  if (!packageFolder('gradbook', folder)) {
    paths.gradbook = [path.join(root(), 'dist/src/index.d.ts')];
    paths['gradbook/xla'] = [path.join(root(), 'dist/src/xla/index.d.ts')];
  }
  for (const name of dependencies()) {
    const place = packageFolder(name, root());
    if (place && !packageFolder(name, folder)) {
      paths[name] = [place];
      paths[`${name}/*`] = [`${place}/*`];
    }
  }
  return paths;
}

function root(): string {
  return fileURLToPath(PACKAGE_ROOT);
}

function dependencies(): string[] {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root(), 'package.json'), 'utf8'));
  const all =
    isRecord(manifest) && isRecord(manifest.dependencies) ? Object.keys(manifest.dependencies) : [];
  // Those that are types alone, nobody imports.
  return all.filter((name) => !name.startsWith('@types'));
}

/** Where Node finds a package from a folder. */
function packageFolder(name: string, folder: string): string | undefined {
  const places = createRequire(path.join(folder, 'any.js')).resolve.paths(name) ?? [];
  return places.map((place) => path.join(place, name)).find((place) => existsSync(place));
}
