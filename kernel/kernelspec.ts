/**
 * The kernelspec: what Jupyter must know to start this kernel, as data.
 *
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs
 */
import { fileURLToPath } from 'node:url';
import { PACKAGE_ROOT } from './package-root.js';
import { PROTOCOL_VERSION } from './wire/outgoing.js';

export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: 'message';
  /** So that clients need not ask a kernel first: they may wait for its `iopub_welcome`, as of 5.5. */
  readonly kernel_protocol_version: string;
  readonly metadata: {
    readonly debugger: boolean;
    /** Without it, a Jupyter that is set to encrypt refuses the kernel, or does not encrypt. */
    readonly supported_encryption: readonly ['curve'];
  };
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
      kernel_protocol_version: PROTOCOL_VERSION,
      metadata: { debugger: true, supported_encryption: ['curve'] },
    },
    logos: [file('kernel/logo/logo-svg.svg')],
  };
}
