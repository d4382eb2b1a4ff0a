/** Imports, and exports of what other modules have -> calls of the kernel's importer. */
import type MagicString from 'magic-string';
import type { ImportDeclaration, ModuleExportName, Node, Program } from 'oxc-parser';
import type { NameUse } from '../name-uses.js';

/** Whose importer is called, and what for. */
interface Importing {
  /** Names the global object that has `import`. */
  readonly kernel: string;
  /** What an imported name is used for. */
  readonly useOf: (name: string) => NameUse;
}

/**
 * A module's imports are evaluated before all else, in their order, those of `export ... from` among
 * them: what stands behind other statements moves to where the first of these begins. It does not
 * move over a magic, which may install what it imports.
 */
export function rewriteImports(
  { body }: Program,
  text: MagicString,
  code: string,
  { kernel, useOf }: Importing,
): void {
  let other: Node | undefined;
  for (const statement of body) {
    const call = callOf(statement, code, kernel, useOf);
    if (call === undefined) {
      // Functions move to the start by themselves.
      if (isMagic(statement, code, kernel)) other = undefined;
      else if (!isFunction(statement)) other ??= statement;
      continue;
    }
    const { start, end } = statement;
    text.overwrite(start, end, call);
    if (other) text.move(start, end, other.start);
  }
}

/** Whether a statement is what a magic has been translated to. */
function isMagic({ start }: Node, code: string, kernel: string): boolean {
  return (
    code.startsWith(`await ${kernel}.magic`, start) || code.startsWith(`${kernel}.magic`, start)
  );
}

/** Whether a statement declares a function, exported or not. */
function isFunction(statement: Node): boolean {
  const isExport = /^Export(Named|Default)/.test(statement.type) && 'declaration' in statement;
  const declaration = isExport ? statement.declaration : statement;
  return declaration?.type === 'FunctionDeclaration';
}

function callOf(
  statement: Node,
  code: string,
  kernel: string,
  useOf: (name: string) => NameUse,
): string | undefined {
  switch (statement.type) {
    case 'ImportDeclaration':
      return importCall(statement, code, kernel, useOf);
    case 'ExportAllDeclaration':
      return `await ${kernel}.import(${JSON.stringify(statement.source.value)});`;
    case 'ExportNamedDeclaration': {
      if (!statement.source) return undefined;
      const names = statement.specifiers.map(({ local }) => [nameOf(local), 'value']);
      const uses = JSON.stringify(Object.fromEntries(names));
      return `await ${kernel}.import(${JSON.stringify(statement.source.value)}, undefined, ${uses});`;
    }
    default:
      return undefined;
  }
}

/** The name that a specifier of an import or an export has for what a module gives. */
function nameOf(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name;
}

/** `import d, { a as b } from 'x'` -> `let { default: d, a: b } = await kernel.import('x', ...)`. */
function importCall(
  node: ImportDeclaration,
  code: string,
  kernel: string,
  useOf: (name: string) => NameUse,
): string {
  const properties: string[] = [];
  const uses: Record<string, NameUse> = {};
  let namespace = '';
  for (const specifier of node.specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = local;
      continue;
    }
    const imported = specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default';
    uses[imported] = useOf(local);
    properties.push(`${JSON.stringify(imported)}: ${local}`);
  }
  const attributes = node.attributes.map(({ key, value }) => {
    return `${code.slice(key.start, key.end)}: ${JSON.stringify(value.value)}`;
  });
  const specifier = JSON.stringify(node.source.value);
  const options = attributes.length ? `{ with: { ${attributes.join(', ')} } }` : 'undefined';
  const call = `await ${kernel}.import(${specifier}, ${options}, ${JSON.stringify(uses)})`;
  const both = namespace && properties.length > 0;
  const patterns = [
    namespace && `${namespace} = ${call}`,
    properties.length > 0 && `{ ${properties.join(', ')} } = ${both ? namespace : call}`,
  ].filter(Boolean);
  return patterns.length ? `let ${patterns.join(', ')};` : `${call};`;
}
