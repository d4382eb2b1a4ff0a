/** The command line tells how it is used, and what was meant where it is used wrongly. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { nearest } from '../../src/nearest.js';
import { gradbook, root } from './gradbook.js';

const COMMANDS = [
  'start',
  'lab',
  'install',
  'uninstall',
  'doctor',
  'engine',
  'run',
  'report',
  'check',
];

test('--help lists all commands, and each explains itself and its options', async () => {
  const { status, output } = await gradbook(['--help']);
  assert.equal(status, 0);
  for (const command of COMMANDS) assert.match(output, new RegExp(`^ {2}${command} +\\w`, 'm'));

  const helps = await Promise.all(COMMANDS.map((command) => gradbook([command, '--help'])));
  for (const [i, help] of helps.entries()) {
    assert.equal(help.status, 0);
    assert.match(help.output, new RegExp(`^ {2}gradbook ${COMMANDS[i]}`, 'm'));
  }
  assert.match(helps[2].output, /--display-name D +\w/);
  assert.match(helps[6].output, /-o, --output OUT\.ipynb +\w/);
});

test('--version is that of the package', async () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  for (const flag of ['--version', '-V']) {
    assert.deepEqual((await gradbook([flag])).output, `${version}\n`);
  }
});

test('without a command it shows the help, but as a failure', async () => {
  const { status, output } = await gradbook([]);
  assert.equal(status, 2);
  assert.match(output, /gradbook COMMAND/);
});

test('an unknown command or option is one line with the nearest name, and exit status 2', async () => {
  const wrong: [string[], RegExp][] = [
    [['instal'], /^gradbook: there is no command 'instal'\. Did you mean 'install'\?\n$/],
    [['xyz'], /^gradbook: there is no command 'xyz'\. Known are start, .*check\.\n$/],
    [
      ['install', '--prefx', 'a'],
      /^gradbook: .*'--prefx'.* Did you mean '--prefix'\? usage: .*\n$/,
    ],
    [['install', '--user', '--sys-prefix'], /^gradbook: give only one of .*\n$/],
    [['run'], /^gradbook: usage: gradbook run NOTEBOOK .*\n$/],
    [['run', 'a.ipynb', 'b.ipynb'], /^gradbook: usage: gradbook run NOTEBOOK .*\n$/],
    [
      ['engine', 'install', 'cuda'],
      /^gradbook: there is no plugin for 'cuda'; .*cuda13, .*cpu\.\n$/,
    ],
    [['engine', 'install', 'cpu', '--from', '/gone'], /^gradbook: --from .* \/gone is none\.\n$/],
    [['engine', 'remove'], /^gradbook: usage: gradbook engine list .*\n$/],
  ];
  const ended = await Promise.all(wrong.map(([args]) => gradbook(args)));
  for (const [i, { status, complaints }] of ended.entries()) {
    assert.equal(status, 2, wrong[i][0].join(' '));
    assert.match(complaints, wrong[i][1]);
  }
});

test('the nearest name is near: no guess is made for something else', () => {
  assert.equal(nearest('unistall', ['install', 'uninstall']), 'uninstall');
  assert.equal(nearest('jupyter', ['install', 'run']), undefined);
});

test('too old a Node is one line with what to do', async () => {
  const old = "Object.defineProperty(process, 'versions', { value: { node: '16.20.2' } });";
  const { status, output, complaints } = await gradbook(['start'], {
    nodeOptions: ['--import', `data:text/javascript,${encodeURIComponent(old)}`],
  });
  assert.equal(status, 1);
  assert.equal(output, '');
  assert.match(
    complaints,
    /^gradbook: Node 16\.20\.2 is too old; it needs Node 20\.19 or newer\..*\n$/,
  );
});

test('engine list names each platform, its size, whether it fits and how to install it', async () => {
  const { status, output } = await gradbook(['engine', 'list'], {
    env: { XDG_CACHE_HOME: '/nonexistent' },
  });
  assert.equal(status, 0);
  assert.match(
    output,
    /^cpu +xla-cpu-pjrt \S+ \(64 MB\) +this processor\n +not installed; run: npx gradbook engine install cpu$/m,
  );
  for (const [platform, size] of [
    ['cuda13', '2.5 GB'],
    ['cuda12', '3.2 GB'],
    ['rocm', '134 MB'],
    ['oneapi', '847 MB'],
    ['metal', '42 MB'],
  ]) {
    assert.match(output, new RegExp(`^${platform} +jax-\\S+ \\S+ \\(${size}\\)`, 'm'));
  }
});

test('engine names the platforms where it is asked for another, and has nothing to remove', async () => {
  const unknown = await gradbook(['engine', 'install', 'tpu']);
  assert.equal(unknown.status, 2);
  assert.match(unknown.complaints, /no plugin for 'tpu'; there is one for cuda13, cuda12, rocm/);
  const none = await gradbook(['engine', 'remove', 'cuda12'], {
    env: { XDG_CACHE_HOME: '/nonexistent' },
  });
  assert.deepEqual([none.status, none.output], [0, 'cuda12 is not installed.\n']);
});
