/** Teaches the papermill of a Python to write parameters in TypeScript, and takes that away again. */
import { runPython } from '../python/index.js';
import { asset, packageVersion } from './package-root.js';

/**
 * @returns the folder of packages that it was put into; undefined where none is writable.
 * @throws PythonError
 */
export function installTranslator(python: string): Promise<string | undefined> {
  return translator(python, 'install');
}

/**
 * @returns the folder that it was taken from; undefined where there was none.
 * @throws PythonError
 */
export function removeTranslator(python: string): Promise<string | undefined> {
  return translator(python, 'uninstall');
}

async function translator(
  python: string,
  action: 'install' | 'uninstall',
): Promise<string | undefined> {
  const install = [asset('src/papermill/install.py'), action, packageVersion()];
  const printed = await runPython(python, install);
  return printed.trim() || undefined;
}
