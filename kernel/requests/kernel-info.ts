/** `kernel_info_request`: who this kernel is. */

import { TYPESCRIPT_VERSION, VERSION } from '../version.js';
import { PROTOCOL_VERSION } from '../wire/outgoing.js';
import type { Handler } from './handler.js';

/** The language as front ends want it: highlighting, file names, export. */
const LANGUAGE_INFO = {
  name: 'typescript',
  version: TYPESCRIPT_VERSION,
  mimetype: 'text/typescript',
  file_extension: '.ts',
  pygments_lexer: 'typescript',
  // By name: a mode as an object, JupyterLab looks up by that object's name, 'javascript'.
  codemirror_mode: 'typescript',
  nbconvert_exporter: 'script',
} as const;

export const kernelInfo: Handler = () => ({
  msg_type: 'kernel_info_reply',
  content: {
    status: 'ok',
    protocol_version: PROTOCOL_VERSION,
    implementation: 'gradbook',
    implementation_version: VERSION,
    language_info: LANGUAGE_INFO,
    banner: `Gradbook ${VERSION}: TypeScript on Node.js ${process.version}`,
    debugger: true,
    supported_features: ['kernel subshells', 'debugger'],
    help_links: [
      { text: 'TypeScript', url: 'https://www.typescriptlang.org/docs/' },
      { text: 'Node.js', url: `https://nodejs.org/docs/${process.version}/api/` },
    ],
  },
});
