/**
 * Bundles the tests that tfjs-core ships, tfjs-core and the backend `xla` into one module, so that all share one
 * engine: the tests are written for a bundler, and Node alone would load a second tfjs-core beside theirs.
 */
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Suites of browser features: images of the page, local storage, requests. */
const BROWSER_ONLY =
  /(browser_files|http|indexed_db|local_storage|platform_browser|from_pixels|browser_util|draw)_test/;

/** @param root the repository's folder. @param outfile where the module is to be written */
export async function bundleSuite(root: string, outfile: string): Promise<void> {
  const core = path.join(root, 'node_modules', '@tensorflow', 'tfjs-core', 'dist');
  // Modules run in the order of their imports: the backend must be there before the tests are declared.
  const environment = `
    import '${core}/public/chained_ops/register_all_chained_ops.js';
    import '${core}/register_all_gradients.js';
    import { setTestEnvs } from '${core}/jasmine_util.js';
    import * as tf from '${core}/index.js';
    import { register } from '${path.join(root, 'dist', 'src', 'xla', 'index.js')}';
    await register();
    await tf.setBackend('xla');
    setTestEnvs([{ name: 'test-xla', backendName: 'xla', flags: {}, isDataSync: true }]);`;
  const oneCore: Plugin = {
    name: 'one tfjs-core',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^the environment$/ }, ({ path }) => ({ path, namespace: 'own' }));
      onLoad({ filter: /./, namespace: 'own' }, () => ({
        contents: environment,
        resolveDir: root,
      }));
      onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({
        path: path.join(core, 'index.js'),
      }));
      onResolve({ filter: /^@tensorflow\/tfjs-core\/dist\// }, ({ path: request }) => {
        const file = request.slice('@tensorflow/tfjs-core/dist/'.length);
        return { path: path.join(core, file.endsWith('.js') ? file : `${file}.js`) };
      });
      onResolve({ filter: BROWSER_ONLY }, ({ path }) => ({ path, namespace: 'left out' }));
      onLoad({ filter: /./, namespace: 'left out' }, () => ({ contents: '' }));
    },
  };
  await build({
    stdin: {
      contents: `import 'the environment'; import '${core}/tests.js';`,
      resolveDir: root,
    },
    outfile,
    bundle: true,
    // The tests' modules are marked as free of side effects, and declaring tests is one.
    ignoreAnnotations: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
    mainFields: ['module', 'main'],
    external: ['koffi', 'node-fetch'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [oneCore],
  });
}
