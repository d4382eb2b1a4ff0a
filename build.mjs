/**
 * `npm run build`: compiles the sources to dist/, joins the kernel's files into few, removes what is there of
 * sources that are gone, and copies the notebooks' data.
 * It parses on old versions of Node, so that those get one clear line instead of a stack.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `gradbook: Node ${process.versions.node} is too old; it needs Node 20.19 or newer. Install one from nodejs.org.`,
  );
  process.exit(1);
}

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
if (fs.existsSync(dist)) removeStale(dist);
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [tsc], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status === null ? 1 : status);

/*
 * The kernel's start is a person's wait, and half of it was Node's loader of ES modules: a hundred small files, one by one.
 * So the entry's and each thread's files become one CommonJS file, which runs what is imported dynamically when it is needed. Packages
 * without native code are part of it.
 */
const { build } = await import('esbuild');
/** A debugger may ask for the compiler while the same thread is loading it: half of it would be there. */
const lazily = (name) => `
  let compiler;
  let isLoading = false;
  const load = () => {
    if (isLoading) {
      throw Object.assign(new Error('The compiler is being loaded.'), { code: 'COMPILER_LOADING' });
    }
    isLoading = true;
    try {
      return require('${name}');
    } finally {
      isLoading = false;
    }
  };
  export const transformSync = (...args) => {
    compiler ??= load();
    return compiler.transformSync(...args);
  };
`;
/**
 * oxc's packages are ES modules, which Node 22 can't require once a cell has registered hooks of the loader. So they become
 * part of the file too, find their native code from where they lie, and the compiler is loaded when it is first called.
 */
const oxc = {
  name: 'oxc',
  setup(plugin) {
    plugin.onResolve({ filter: /^oxc-transform$/, namespace: 'file' }, ({ path: name }) => ({
      path: name,
      namespace: 'lazy',
    }));
    plugin.onLoad({ filter: /^/, namespace: 'lazy' }, ({ path: name }) => ({
      contents: lazily(name),
      resolveDir: root,
    }));
    const module = /node_modules[\\/](oxc-\w+)[\\/].*\.js$/;
    plugin.onLoad({ filter: module }, ({ path: file }) => {
      const [, name] = module.exec(file);
      const from = path.dirname(createRequire(file).resolve(name));
      const place = path.relative(from, file).split(path.sep).join('/');
      return {
        contents: fs
          .readFileSync(file, 'utf8')
          .replaceAll('import.meta.url', `urlOf('${name}', '${place}')`),
      };
    });
  },
};
/** What stands for `import.meta.url`: that of the file itself, and of packages that became part of it. */
const URLS = `'use strict';
const moduleUrl = require('node:url').pathToFileURL(__filename).href;
const urlOf = (name, file) => new URL(file, require('node:url').pathToFileURL(require.resolve(name))).href;
`;
/**
 * A cell that declares `class Map` or `let process` hides that global from all code of its thread: so the kernel's own takes
 * what it uses before any cell runs. Not `console`, which it replaces.
 */
const GLOBALS = `const {
  AbortController, Array, ArrayBuffer, Atomics, BigInt, Boolean, Buffer, Date, Error, Function, Int32Array, JSON, Map, Math,
  Number, Object, Promise, Proxy, RangeError, ReferenceError, Reflect, RegExp, Set, SharedArrayBuffer, String, Symbol,
  SyntaxError, TextDecoder, TypeError, URL, Uint8Array, WeakMap, WeakRef, clearImmediate, clearTimeout, decodeURIComponent,
  encodeURIComponent, performance, process, setImmediate, setTimeout,
} = globalThis;
`;
const threads = ['main-thread', 'sockets-thread', 'worker'].map(
  (name) => `kernel/threads/${name}.ts`,
);
await build({
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  // Jupyter starts the first.
  entryPoints: ['kernel/main.ts', ...threads].map((file) => ({
    in: file,
    out: path.basename(file, '.ts'),
  })),
  outdir: 'dist/kernel',
  outExtension: { '.js': '.cjs' },
  format: 'cjs',
  plugins: [oxc],
  define: { 'import.meta.url': 'moduleUrl' },
  banner: { js: `${URLS}${GLOBALS}` },
  external: ['zeromq', 'koffi', 'libsql', 'esbuild'],
  logLevel: 'warning',
});

/*
 * What the notebooks read, so that they run wherever the package is installed. It comes out of a package that is too
 * large to be installed with ours; these files are works of the U.S. Government, in the public domain.
 */
const data = path.join(root, 'notebooks', 'data');
fs.mkdirSync(data, { recursive: true });
for (const name of ['airports.csv', 'birdstrikes.csv']) {
  fs.copyFileSync(
    path.join(root, 'node_modules', 'vega-datasets', 'data', name),
    path.join(data, name),
  );
}

/** Each output, as `dist/src/a.js`, `a.js.map` and `a.d.ts`, comes of `src/a.ts`. */
function removeStale(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (fs.statSync(file).isDirectory()) {
      removeStale(file);
      if (fs.readdirSync(file).length === 0) fs.rmSync(file, { recursive: true });
      continue;
    }
    const output = path.relative(dist, file);
    const source = output.replace(/(\.d)?\.(js|ts)(\.map)?$/, '.ts');
    // Those that are made of many; a kernel may be about to start.
    if (name.endsWith('.cjs')) continue;
    if (!fs.existsSync(path.join(root, source))) fs.rmSync(file);
  }
}
