/**
 * A WebAssembly file as the text of a JavaScript module: its imports are imported by their names,
 * its exports exported.
 *
 * WebAssembly/ES Module Integration, https://webassembly.github.io/esm-integration/js-api/
 */

/** The part of it that is used here; Node's types leave WebAssembly to the browser's. */
declare const WebAssembly: {
  Module: {
    new (bytes: Buffer): object;
    imports(module: object): { module: string }[];
    exports(module: object): { name: string }[];
  };
};

export function wasmModule(bytes: Buffer): string {
  const module = new WebAssembly.Module(bytes);
  const from = [...new Set(WebAssembly.Module.imports(module).map((one) => one.module))];
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  return [
    ...from.map((name, i) => `import * as import${i} from ${JSON.stringify(name)};`),
    `const module = new WebAssembly.Module(Buffer.from('${bytes.toString('base64')}', 'base64'));`,
    `const imports = { ${from.map((name, i) => `${JSON.stringify(name)}: import${i}`).join(', ')} };`,
    'const { exports } = new WebAssembly.Instance(module, imports);',
    ...names.map((name, i) => `const export${i} = exports[${JSON.stringify(name)}];`),
    `export { ${names.map((name, i) => `export${i} as ${JSON.stringify(name)}`).join(', ')} };`,
  ].join('\n');
}
