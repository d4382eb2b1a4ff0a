/**
 * `npm run build`: compiles the sources to dist/ and removes what is there of sources that are gone.
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
process.exit(status === null ? 1 : status);

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
