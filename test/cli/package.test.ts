/**
 * The package as people get it: packed, unpacked into an empty project elsewhere, with no other
 * packages beside it than those that npm would install.
 */
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { newFolder } from '../new-folder.js';
import { gradbook, root } from './gradbook.js';

const run = promisify(execFile);

const project = await newFolder();
let installed: string;

before(async () => {
  installed = path.join(project, 'node_modules', 'gradbook');
  // As a kernel keeps it beside its files.
  const kept = path.join(root, 'dist', 'kernel', 'worker.cjs.0.code');
  writeFileSync(kept, '');
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', project], { cwd: root });
  rmSync(kept);
  const [tarball] = readdirSync(project).filter((name) => name.endsWith('.tgz'));
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', path.join(project, tarball), '--strip-components=1'], {
    cwd: installed,
  });
  for (const name of productionPackages()) {
    const target = path.join(project, 'node_modules', name);
    mkdirSync(path.dirname(target), { recursive: true });
    symlinkSync(path.join(root, 'node_modules', name), target);
  }
  writeFileSync(path.join(project, 'package.json'), '{ "type": "module", "private": true }');
});

/** The packages that are installed for users of this one, on this machine. */
function productionPackages(): string[] {
  interface Locked {
    packages: Record<string, { dev?: boolean }>;
  }
  const { packages }: Locked = JSON.parse(
    readFileSync(path.join(root, 'package-lock.json'), 'utf8'),
  );
  return Object.entries(packages)
    .filter(([at, { dev }]) => at.startsWith('node_modules/') && !dev && existsSync(root + at))
    .map(([at]) => at.slice('node_modules/'.length))
    .filter((name) => !name.includes('/node_modules/'));
}

test('it brings the library, the kernel and what they read, no tests, and no code of one machine', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  for (const file of [
    'LICENSE',
    'README.md',
    'CHANGELOG.md',
    'docs/kernel.md',
    'docs/evaluation/roc.svg',
    'dist/kernel/main.cjs',
    'dist/src/index.js',
    'dist/src/index.d.ts',
    'dist/src/xla/index.d.ts',
    'kernel/logo/logo-svg.svg',
    'src/notebook/execute.py',
    'src/report/template/index.html.j2',
    'src/setup/requirements.lock',
    'notebooks/fashion-mnist.ipynb',
    'notebooks/tutorial.ipynb',
    'notebooks/data/birdstrikes.csv',
  ]) {
    assert.ok(files.includes(file), file);
  }
  const foreign = files.filter((file) =>
    /^dist\/(test|bench)|\.test\.|^test|^bench|\.code$/.test(file),
  );
  assert.deepEqual(foreign, []);
});

test('`gradbook` and `gradbook/xla` import by name, with types', async () => {
  const program = path.join(project, 'program.mjs');
  writeFileSync(
    program,
    `import { nn, tensor, device } from 'gradbook';
     import * as xla from 'gradbook/xla';
     await device('cpu-js');
     console.log(tensor([1, 2, 3]).sum().item(), typeof nn.Linear, typeof xla.register);`,
  );
  const { stdout } = await run(process.execPath, [program], { cwd: project });
  assert.match(stdout, /^6 function function$/m);

  const typed = path.join(project, 'typed.ts');
  writeFileSync(
    typed,
    `import { nn, tensor } from 'gradbook';
     import { register } from 'gradbook/xla';
     export const layer: nn.Linear = new nn.Linear(2, 3);
     export const promise: Promise<void> = register();
     // @ts-expect-error: a tensor is made of numbers
     tensor(Symbol());`,
  );
  const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const strict = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext'];
  const types = ['--target', 'es2023', '--types', 'node'];
  const roots = ['--typeRoots', path.join(root, 'node_modules', '@types')];
  const { stdout: errors } = await run(
    process.execPath,
    [tsc, ...strict, ...types, ...roots, typed],
    {
      cwd: project,
    },
  ).catch((error: { stdout: string }) => error);
  assert.equal(errors, '');
});

test('what is made for the person lies in their project, and notebooks that are there stay', async () => {
  const notebooks = path.join(project, 'notebooks');
  mkdirSync(notebooks);
  writeFileSync(path.join(notebooks, 'tables.ipynb'), 'mine');
  const program = path.join(project, 'places.mjs');
  writeFileSync(
    program,
    `import { projectFolder, projectNotebooks } from './node_modules/gradbook/dist/src/setup/index.js';
     console.log(JSON.stringify([projectFolder, await projectNotebooks()]));`,
  );
  const { stdout } = await run(process.execPath, [program], { cwd: project });
  assert.deepEqual(JSON.parse(stdout), [project, notebooks]);
  assert.equal(readFileSync(path.join(notebooks, 'tables.ipynb'), 'utf8'), 'mine');
  const tutorial = readFileSync(path.join(notebooks, 'tutorial.ipynb'), 'utf8');
  assert.equal(tutorial, readFileSync(path.join(root, 'notebooks', 'tutorial.ipynb'), 'utf8'));
});

test('its command registers the kernel that it brings, from any folder', async () => {
  const main = path.join(installed, 'dist', 'src', 'cli', 'main.js');
  const { status, complaints } = await gradbook(['install', '--prefix', '.'], {
    main,
    cwd: project,
  });
  assert.equal(status, 0, complaints);
  const spec = path.join(project, 'share', 'jupyter', 'kernels', 'gradbook', 'kernel.json');
  const { argv }: { argv: string[] } = JSON.parse(readFileSync(spec, 'utf8'));
  assert.equal(argv[1], path.join(installed, 'dist', 'kernel', 'main.cjs'));
  assert.ok(existsSync(argv[1]));
});

test('its command runs notebooks with the Jupyter it finds, and says how to get one where there is none', async () => {
  const main = path.join(installed, 'dist', 'src', 'cli', 'main.js');
  writeFileSync(
    path.join(project, 'one.ipynb'),
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 4,
      metadata: {},
      cells: [
        {
          cell_type: 'code',
          metadata: {},
          execution_count: null,
          outputs: [],
          source:
            "import { tensor, device } from 'gradbook';\nawait device('cpu-js');\ntensor([4, 5]).sum().item()",
        },
      ],
    }),
  );
  const bin = path.join(project, 'bin');
  mkdirSync(bin);
  const none = await gradbook(['run', 'one.ipynb'], {
    main,
    cwd: project,
    env: { PATH: bin, VIRTUAL_ENV: '' },
  });
  assert.equal(none.status, 1);
  assert.match(
    none.complaints,
    /^gradbook: No Python with Jupyter was found\. Install it: .*pip.*\n$/,
  );

  symlinkSync(path.join(root, '.venv'), path.join(project, '.venv'));
  const { status, complaints } = await gradbook(['run', 'one.ipynb', '-o', 'out.ipynb'], {
    main,
    cwd: project,
    env: { VIRTUAL_ENV: '' },
  });
  assert.equal(status, 0, complaints);
  assert.match(readFileSync(path.join(project, 'out.ipynb'), 'utf8'), /"text\/plain": \[\s*"9"/);
});
