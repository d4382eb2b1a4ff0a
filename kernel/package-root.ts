/**
 * Where the package that this kernel is part of lies. The kernel's files ask here and not their own
 * `import.meta.url`: the build puts many of them into one, directly in dist/kernel/.
 */
export const PACKAGE_ROOT = new URL('../../', import.meta.url);

/** A built file of the kernel, for what is loaded by its path. */
export function builtFile(path: string): URL {
  return new URL(`dist/kernel/${path}`, PACKAGE_ROOT);
}
