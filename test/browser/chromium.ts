/**
 * A Chromium for tests, on a machine that has none: npm's `@sparticuz/chromium` carries the browser,
 * the libraries it needs beyond libc, a software GPU and a font. Unpacked once, beside node_modules'
 * other caches, and never half: the folder gets its name when it is whole.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

/** Starts the browser; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const folder = unpackedChromium();
  return chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: FLAGS,
    env: {
      ...process.env,
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
      LD_LIBRARY_PATH: path.join(folder, 'lib'),
    },
  });
}

function unpackedChromium(): string {
  // The package's main file lies in build/cjs or build/esm.
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = main.slice(0, main.lastIndexOf(`${path.sep}build${path.sep}`));
  const { version }: { version: string } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const modules = root.slice(0, root.lastIndexOf(`${path.sep}@sparticuz${path.sep}`));
  const folder = path.join(modules, '.cache', `chromium-${version}`);
  if (existsSync(folder)) return folder;

  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    unpackInto(partial, path.join(root, 'bin'));
    rename(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

function unpackInto(folder: string, packed: string): void {
  const read = (name: string) => brotliDecompressSync(readFileSync(path.join(packed, name)));
  const untar = (name: string, to: string) => {
    mkdirSync(to, { recursive: true });
    execFileSync('tar', ['-x', '-C', to], { input: read(name) });
  };
  untar('swiftshader.tar.br', folder);
  untar('al2023.tar.br', folder);
  untar('fonts.tar.br', path.join(folder, 'fonts'));
  // The pack's own configuration looks for its fonts in other places.
  writeFileSync(
    path.join(folder, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir prefix="relative">fonts</dir><dir>/usr/share/fonts</dir>
<cachedir>/tmp/gradbook-chromium-font-cache</cachedir></fontconfig>\n`,
  );
  writeFileSync(path.join(folder, 'chromium'), read('chromium.br'));
  chmodSync(path.join(folder, 'chromium'), 0o755);
}

/** Another process may have been faster; its folder is as good. */
function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(to)) throw error;
  }
}
