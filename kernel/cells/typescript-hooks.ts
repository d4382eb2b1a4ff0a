/**
 * Node's module hooks for files in TypeScript: `./lib.ts`, or `./lib.js` where only `lib.ts` is
 * there. Node runs them on a thread of its own.
 *
 * https://nodejs.org/docs/latest-v20.x/api/module.html#customization-hooks
 */
import { readFile } from 'node:fs/promises';
import type { LoadHook, ResolveHook } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'oxc-transform';

const TYPESCRIPT = /\.[cm]?tsx?$/;

export const resolve: ResolveHook = async (specifier, context, next) => {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!/^(\.{0,2}\/|file:)/.test(specifier)) throw error;
    const written = specifier.replace(/\.([cm]?)js$/, '.$1ts');
    const candidates =
      written === specifier ? [`${specifier}.ts`, `${specifier}/index.ts`] : [written];
    for (const candidate of candidates) {
      try {
        return await next(candidate, context);
      } catch {
        // The first error says best what was asked for.
      }
    }
    throw error;
  }
};

export const load: LoadHook = async (url, context, next) => {
  const [path = url] = url.split('?');
  if (!path.startsWith('file:') || !TYPESCRIPT.test(path)) return next(url, context);
  const file = fileURLToPath(path);
  const { code, map, errors } = transformSync(file, await readFile(file, 'utf8'), {
    sourcemap: true,
    target: 'es2023',
    decorator: { legacy: true },
  });
  const [error] = errors;
  if (error) throw new SyntaxError(`${error.message}\n${error.codeframe ?? file}`);
  const inline = Buffer.from(JSON.stringify({ ...map, sources: [path] })).toString('base64');
  const source = `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`;
  return { format: path.endsWith('.cts') ? 'commonjs' : 'module', source, shortCircuit: true };
};
