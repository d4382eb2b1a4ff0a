/** What specifiers of imports name; those that Deno writes, as Node and npm have them. */

const VERSIONED = /^(npm|jsr):\/?(@[^/@]+\/)?([^/@]+)(@[^/]*)?(\/.*)?$/;

/**
 * `npm:name@1/path` is `name/path`; `jsr:@scope/name` is `@jsr/scope__name`, the name that npm has
 * for it. Which version is installed is npm's matter; anything else stays as it is.
 */
export function nodeSpecifier(specifier: string): string {
  const [, registry, scope = '', name = '', , path = ''] = VERSIONED.exec(specifier) ?? [];
  if (registry === undefined) return specifier;
  if (registry === 'npm' || scope === '') return `${scope}${name}${path}`;
  return `@jsr/${scope.slice(1, -1)}__${name}${path}`;
}

/** Whether a specifier names a file, relative or by its path, and no package. */
export function isFileSpecifier(specifier: string): boolean {
  return /^(\.{0,2}\/|file:)/.test(specifier);
}

/** Whether a specifier leads to the web. */
export function isWebAddress(specifier: string): boolean {
  return /^https?:/.test(specifier);
}

/** `@scope/name` of `@jsr/scope__name`; undefined for other packages. */
export function jsrName(packageName: string): string | undefined {
  const [, scope, name] = /^@jsr\/(.+?)__(.+)$/.exec(packageName) ?? [];
  return scope === undefined ? undefined : `@${scope}/${name}`;
}
