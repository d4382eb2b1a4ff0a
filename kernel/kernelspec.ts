/**
 * The kernelspec: what Jupyter must know to start this kernel, as data.
 *
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from './package-root.js';

export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'message';
  readonly metadata: { readonly debugger: boolean };
}

/** The kernelspec, and the files that belong beside its `kernel.json`. */
export function kernelspec(): { spec: Kernelspec; logos: string[] } {
  const file = (path: string) => fileURLToPath(new URL(path, PACKAGE_ROOT));
  return {
    spec: {
      argv: [process.execPath, file('dist/kernel/main.cjs'), '{connection_file}'],
      display_name: 'TypeScript (Gradbook)',
      language: 'typescript',
      interrupt_mode: 'message',
      metadata: { debugger: true },
    },
    logos: [file('kernel/logo/logo-svg.svg')],
  };
}
