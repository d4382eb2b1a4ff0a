/**
 * A Python package index on this machine (PEP 503: a page of links for each package) that fails as it
 * is told to, and keeps what it was asked for.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export type Fault =
  | 'none'
  /** Another file under the right name. */
  | 'wrong file'
  /** Sends half of a file, then cuts the connection. */
  | 'reset'
  /** Takes the request for a file and never answers. */
  | 'hang'
  /** Knows no package. */
  | 'empty';

export interface PackageIndex {
  /** What pip must be told, and nothing of this machine's own settings. */
  readonly environment: NodeJS.ProcessEnv;
  /** The files that were asked for. */
  readonly requests: string[];
  fault: Fault;
  /** Resolves at the next request for a file. */
  requested(): Promise<void>;
  /** Cuts the connections that are open. */
  breakConnections(): void;
  close(): Promise<void>;
}

export interface IndexedFile {
  /** The package's name. */
  name: string;
  /** The wheel's name. */
  file: string;
  content: Buffer;
}

export async function startIndex(files: readonly IndexedFile[]): Promise<PackageIndex> {
  const requests: string[] = [];
  let waiting: (() => void)[] = [];
  const server = createServer((request, response) => {
    const [, kind, name = ''] = decodeURIComponent(request.url ?? '').split('/');
    const found = files.filter((file) => file.name === name || file.file === name);
    if (found.length === 0 || index.fault === 'empty') {
      response.writeHead(404).end();
    } else if (kind === 'simple') {
      const links = found.map(({ file }) => `<a href="/files/${file}">${file}</a>`);
      response.setHeader('content-type', 'text/html').end(`<!DOCTYPE html>${links.join('')}`);
    } else {
      requests.push(name);
      for (const resolve of waiting) resolve();
      waiting = [];
      send(response, found[0].content, index.fault);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const index: PackageIndex = {
    environment: pipEnvironment(`http://127.0.0.1:${port}/simple/`),
    requests,
    fault: 'none',
    requested: () => new Promise((resolve) => waiting.push(resolve)),
    breakConnections: () => server.closeAllConnections(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return index;
}

function send(response: ServerResponse, content: Buffer, fault: Fault): void {
  switch (fault) {
    case 'none':
    case 'empty':
      response.end(content);
      return;
    case 'wrong file':
      response.end(Buffer.concat([content, Buffer.from('something else')]));
      return;
    case 'reset':
      response.setHeader('content-length', content.length);
      response.write(content.subarray(0, content.length / 2), () => response.destroy());
      return;
    case 'hang':
      return;
    default:
      fault satisfies never;
  }
}

/** An address of this machine where nothing listens. */
export async function closedPort(): Promise<NodeJS.ProcessEnv> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return pipEnvironment(`http://127.0.0.1:${port}/simple/`);
}

function pipEnvironment(index: string): NodeJS.ProcessEnv {
  const others = Object.keys(process.env).filter((name) => /^pip_|_proxy$/i.test(name));
  return {
    ...Object.fromEntries(others.map((name) => [name, undefined])),
    PIP_CONFIG_FILE: path.join('/', 'dev', 'null'),
    PIP_INDEX_URL: index,
    PIP_NO_CACHE_DIR: '1',
    PIP_RETRIES: '1',
    PIP_DEFAULT_TIMEOUT: '1',
  };
}
