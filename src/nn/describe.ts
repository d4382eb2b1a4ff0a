/** Modules as text, as PyTorch prints them. */

interface Described {
  extraRepr(): string;
  namedChildren(): [string, Described][];
}

export function describeModule(module: Described): string {
  const name = module.constructor.name;
  const children = module
    .namedChildren()
    .map(([key, child]) => `  (${key}): ${describeModule(child).replaceAll('\n', '\n  ')}`);
  if (children.length === 0) return `${name}(${module.extraRepr()})`;
  return `${name}(\n${children.join('\n')}\n)`;
}
