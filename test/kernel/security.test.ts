/** What of the kernel can be reached from outside. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import { curveKeyPair, Dealer, Subscriber } from 'zeromq';
import { withKernel } from './client.js';

/** The state of a TCP socket that listens, as /proc/net/tcp has it. */
const LISTEN = '0A';
const LOCALHOST = '0100007F';

test('a kernel listens at the addresses of its connection file, and nowhere else', () =>
  withKernel({}, async (kernel) => {
    // Whatever starts later, such as the language server, the pipes and the debugger, is there then.
    await kernel.run("import 'node:net'; const x: number = 1; x");
    for (const command of ['initialize', 'attach']) {
      const request = { type: 'request', seq: 1, command, arguments: {} };
      const { reply } = await kernel.request('debug_request', request, 'control');
      assert.equal(reply.success, true, command);
    }
    await kernel.request('complete_request', { code: 'x.', cursor_pos: 2 });
    const { content } = (await kernel.request('connect_request')).on('shell')[0] ?? assert.fail();
    const { status: _status, ...ports } = content;
    const wanted = Object.values(ports).map((port) => `${LOCALHOST}:${hex(Number(port))}`);
    const [pid, ...programs] = family(kernel.process.pid ?? assert.fail());
    assert.deepEqual(listening(pid ?? assert.fail()).sort(), wanted.sort());
    assert.ok(programs.length > 0, 'the language server is there');
    for (const program of programs) assert.deepEqual(listening(program), []);
  }));

/** A process and all that it has started. */
function family(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').match(/\d+/g) ?? [],
  );
  return [pid, ...children.map(Number).flatMap(family)];
}

/** The addresses at which a process listens, by TCP over IPv4 or IPv6, as the system writes them. */
function listening(pid: number): string[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ['tcp', 'tcp6'].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, 'latin1')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === LISTEN && inodes.has(inode))
      .map(([, address = '']) => address),
  );
}

function hex(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

test('messages are signed by the hash that the connection file names', () =>
  withKernel({ hash: 'sha512' }, async (kernel) => {
    assert.equal((await kernel.run('1 + 1')).result, '2');
  }));

test('with the keys of CurveZMQ, all is encrypted, and who has none is not heard', () =>
  withKernel({ key: '', curve: curveKeyPair() }, async (kernel) => {
    assert.equal((await kernel.run('1 + 1')).result, '2');
    const asking = await kernel.begin('prompt("name?")', { allow_stdin: true });
    await kernel.until(() => asking.on('stdin').length > 0);
    kernel.send('input_reply', { value: 'Ada' }, 'stdin');
    assert.equal((await kernel.finished(asking)).result, "'Ada'");
    assert.equal((await kernel.request('interrupt_request', {}, 'control')).reply.status, 'ok');
    assert.equal(await kernel.heartbeat(), 'ping');

    const { reply: ports } = await kernel.request('connect_request');
    for (const [name, port] of Object.entries(ports)) {
      if (name === 'status') continue;
      const stranger =
        name === 'iopub_port' ? new Subscriber({ linger: 0 }) : new Dealer({ linger: 0 });
      if ('subscribe' in stranger) stranger.subscribe();
      const refused = new Promise((resolve) => stranger.events.on('disconnect', resolve));
      stranger.connect(`tcp://127.0.0.1:${port}`);
      await refused;
      stranger.close();
    }
    assert.equal((await kernel.run('2 + 2')).result, '4');
  }));
