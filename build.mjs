/**
 * `npm run build`: compiles the sources to dist/, joins the kernel's files into few, removes what is there of
 * sources that are gone, and copies the notebooks' data.
 * It parses on old versions of Node, so that those get one clear line instead of a stack.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
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
 * So each thread's files become one CommonJS file, which runs what is imported dynamically when it is needed. Packages
 * without native code are part of it.
 */
const { build } = await import('esbuild');
const shape = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20' };
const bundles = [
  // Jupyter starts this file.
  { entryPoints: ['kernel/main.ts'], outdir: 'dist/kernel', format: 'esm' },
  {
    entryPoints: ['kernel/threads/main-thread.ts', 'kernel/threads/worker.ts'],
    outdir: 'dist/kernel',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    define: { 'import.meta.url': 'moduleUrl' },
    banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
];
const external = ['zeromq', 'koffi', 'libsql', 'esbuild', 'oxc-parser', 'oxc-transform'];
for (const bundle of bundles) {
  await build({ ...shape, ...bundle, external, allowOverwrite: true, logLevel: 'warning' });
}

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
    if (!fs.existsSync(path.join(root, source))) fs.rmSync(file);
  }
}
