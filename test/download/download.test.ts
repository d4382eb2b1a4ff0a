/** Downloads against a server that fails in each way that servers and networks fail. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type DownloadOptions, download } from '../../src/download/download.js';
import { DownloadError } from '../../src/download/errors.js';
import { newFolder } from '../new-folder.js';
import { type Fault, type FaultyServer, serve } from './faulty-server.js';

const content = randomBytes(300_000);
const checksum = {
  algorithm: 'md5',
  hex: createHash('md5').update(content).digest('hex'),
} as const;

const servers: FaultyServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

async function start(fault: Fault, body: Uint8Array = content): Promise<FaultyServer> {
  const server = await serve(body, fault);
  servers.push(server);
  return server;
}

async function destination(): Promise<string> {
  return path.join(await newFolder(), 'raw', 'file.gz');
}

/** Downloads from servers with these faults, in this order. */
async function from(faults: readonly Fault[], options: Partial<DownloadOptions> = {}) {
  const mirrors: FaultyServer[] = [];
  for (const fault of faults) mirrors.push(await start(fault));
  const file = options.file ?? (await destination());
  const urls = mirrors.map(({ url }) => url);
  return { file, mirrors, done: download({ urls, file, checksum, ...options }) };
}

async function assertWhole(file: string): Promise<void> {
  assert.ok(content.equals(await readFile(file)), 'the bytes are those of the server');
  assert.deepEqual(await readdir(path.dirname(file)), ['file.gz'], 'nothing is left beside it');
}

async function failure(download: Promise<void>): Promise<DownloadError> {
  const error = await download.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(error instanceof DownloadError);
  return error;
}

test('a good mirror gives the whole file, and progress rises to its size', async () => {
  const seen: number[] = [];
  const { file, done } = await from([{ kind: 'none' }], {
    onProgress: ({ received, total }) => {
      seen.push(received);
      assert.equal(total, content.length);
    },
  });
  await done;
  await assertWhole(file);
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  );
  assert.equal(seen.at(-1), content.length);
});

test('a file that is there with the right checksum is not fetched again', async () => {
  const { file, mirrors, done } = await from([{ kind: 'none' }]);
  await done;
  await download({ urls: mirrors.map(({ url }) => url), file, checksum });
  assert.equal(mirrors[0].ranges.length, 1);
});

test('a file that is there with the wrong content is replaced', async () => {
  const { file, mirrors, done } = await from([{ kind: 'none' }]);
  await done;
  await writeFile(file, 'garbage');
  await download({ urls: mirrors.map(({ url }) => url), file, checksum });
  await assertWhole(file);
});

test('a transfer that is reset twice goes on from where it was', async () => {
  const { file, mirrors, done } = await from([{ kind: 'reset', after: 100_000, times: 2 }]);
  await done;
  await assertWhole(file);
  assert.deepEqual(mirrors[0].ranges, ['', 'bytes=100000-', 'bytes=200000-']);
});

test('a transfer that is reset starts over at a server without ranges', async () => {
  const { file, done } = await from([{ kind: 'reset', after: 100_000, times: 1, ranges: false }]);
  await done;
  await assertWhole(file);
});

test('what one mirror began, the next one completes', async () => {
  const { file, mirrors, done } = await from([{ kind: 'stall', after: 50_000 }, { kind: 'none' }], {
    stallTimeout: 0.1,
  });
  await done;
  await assertWhole(file);
  const [first, second] = mirrors;
  assert.ok(first.ranges.length > 1, 'the first is asked again while it sends something');
  assert.match(second.ranges[0], /^bytes=[1-9]/);
});

const refusals: [what: string, fault: Fault, reason: RegExp][] = [
  ['a mirror that says 404', { kind: 'status', code: 404 }, /HTTP status 404/],
  ['a mirror that says 503', { kind: 'status', code: 503 }, /HTTP status 503/],
  ['a web page instead of data', { kind: 'html', type: 'text/html' }, /web page/],
  ['a web page that calls itself data', { kind: 'html', type: 'application/gzip' }, /web page/],
  ['a mirror that never answers', { kind: 'silent' }, /no answer within 0.2 s/],
  ['a mirror that stalls at once', { kind: 'stall', after: 0 }, /no (bytes for|answer within)/],
];
for (const [what, fault, reason] of refusals) {
  test(`${what} is passed over for a good one`, async () => {
    const { file, done } = await from([fault, { kind: 'none' }], {
      connectTimeout: 0.2,
      stallTimeout: 0.2,
    });
    await done;
    await assertWhole(file);
  });

  test(`${what}, and no other: the error says so`, async () => {
    const { file, mirrors, done } = await from([fault], { connectTimeout: 0.2, stallTimeout: 0.2 });
    const error = await failure(done);
    assert.equal(error.kind, 'mirrors');
    assert.equal(error.file, file);
    assert.equal(error.failures[0].url, mirrors[0].url);
    assert.match(error.failures[0].reason, reason);
    assert.match(error.message, reason);
  });
}

test('a refused connection is passed over, and named when it was the only one', async () => {
  const gone = await start({ kind: 'none' });
  await gone.close();
  const good = await start({ kind: 'none' });
  const file = await destination();
  await download({ urls: [gone.url, good.url], file, checksum });
  await assertWhole(file);

  const error = await failure(download({ urls: [gone.url], file: await destination(), checksum }));
  assert.match(error.message, /ECONNREFUSED/);
});

test('wrong bytes are thrown away and the next mirror asked from the start', async () => {
  const wrong = await start({ kind: 'none' }, randomBytes(300_000));
  const good = await start({ kind: 'none' });
  const file = await destination();
  await download({ urls: [wrong.url, good.url], file, checksum });
  await assertWhole(file);
  assert.deepEqual(good.ranges, ['']);

  const lonely = await destination();
  const error = await failure(download({ urls: [wrong.url], file: lonely, checksum }));
  assert.match(
    error.message,
    new RegExp(`wrong bytes: md5 [0-9a-f]{32} instead of ${checksum.hex}`),
  );
  assert.deepEqual(await readdir(path.dirname(lonely)), [], 'nothing that looks whole is left');
});

test('no mirrors at all is an error that says so', async () => {
  const error = await failure(download({ urls: [], file: await destination(), checksum }));
  assert.match(error.message, /no mirrors were given/);
});

test('a folder that cannot be made is a disk error, not a mirror error', async () => {
  const folder = await newFolder();
  await writeFile(path.join(folder, 'raw'), 'a file where the folder should be');
  const { done } = await from([{ kind: 'none' }], { file: path.join(folder, 'raw', 'file.gz') });
  const error = await failure(done);
  assert.equal(error.kind, 'disk');
  assert.match(error.message, /can't be written: .*(ENOTDIR|EEXIST)/);
});

test('a full disk is a disk error and leaves no file', async () => {
  const folder = await newFolder();
  const file = path.join(folder, 'file.gz');
  // Writing to /dev/full fails as writing to a full disk does.
  await symlink('/dev/full', `${file}.${process.pid}-0.part`);
  const { done } = await from([{ kind: 'none' }], { file });
  const error = await failure(done);
  assert.equal(error.kind, 'disk');
  assert.match(error.message, /ENOSPC/);
  assert.ok(!(await readdir(folder)).includes('file.gz'));
});

test('what a killed process had fetched is taken over and completed', async () => {
  const { file, mirrors } = await killedInTheMiddle();
  await download({ urls: [mirrors[1].url], file, checksum });
  await assertWhole(file);
  assert.deepEqual(mirrors[1].ranges, ['bytes=100000-']);
});

test('a damaged leftover costs one more transfer, not a wrong file', async () => {
  const { file, mirrors } = await killedInTheMiddle();
  const [part] = await readdir(path.dirname(file));
  await writeFile(path.join(path.dirname(file), part), 'garbage');
  await download({ urls: [mirrors[1].url], file, checksum });
  await assertWhole(file);
  assert.deepEqual(mirrors[1].ranges, ['bytes=7-', '']);
});

test('a leftover that is longer than the file is thrown away', async () => {
  const { file, mirrors } = await killedInTheMiddle();
  const [part] = await readdir(path.dirname(file));
  await writeFile(path.join(path.dirname(file), part), randomBytes(400_000));
  await download({ urls: [mirrors[1].url], file, checksum });
  await assertWhole(file);
});

test('two calls for the same file share one transfer', async () => {
  const { file, mirrors, done } = await from([{ kind: 'none' }]);
  await Promise.all([done, download({ urls: [mirrors[0].url], file, checksum })]);
  await assertWhole(file);
  assert.equal(mirrors[0].ranges.length, 1);
});

test('two processes at once both end with the right file', async () => {
  const server = await start({ kind: 'none' });
  const file = await destination();
  await Promise.all([1, 2].map(() => ended(downloadInChild(server.url, file))));
  await assertWhole(file);
});

function downloadInChild(url: string, file: string) {
  const script = fileURLToPath(new URL('./download-child.js', import.meta.url));
  return fork(script, [url, file, checksum.hex], { stdio: 'inherit' });
}

function ended(child: ReturnType<typeof fork>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}`))));
  });
}

/** A process that was killed after 100,000 bytes; the second of `mirrors` is a good one. */
async function killedInTheMiddle() {
  const mirrors = [await start({ kind: 'stall', after: 100_000 }), await start({ kind: 'none' })];
  const file = await destination();
  const child = downloadInChild(mirrors[0].url, file);
  await new Promise((resolve) => child.on('message', resolve));
  const exited = new Promise((resolve) => child.on('exit', resolve));
  child.kill('SIGKILL');
  await exited;
  return { file, mirrors };
}
