/**
 * A real HTTP server on this machine that serves one file and fails as it is told to. It keeps what it
 * was asked, so that a test can see whether a transfer was resumed.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
  | { kind: 'none'; ranges?: boolean }
  /** Sends the first `after` bytes of what was asked for, then cuts the connection, `times` times. */
  | { kind: 'reset'; after: number; times: number; ranges?: boolean }
  /** Sends the first bytes and then nothing, the connection open. */
  | { kind: 'stall'; after: number }
  /** Takes the connection and never answers. */
  | { kind: 'silent' }
  | { kind: 'html'; type: string }
  | { kind: 'status'; code: number };

export interface FaultyServer {
  readonly url: string;
  /** The Range header of each request, '' where there was none. */
  readonly ranges: string[];
  close(): Promise<void>;
}

export async function serve(content: Uint8Array, fault: Fault): Promise<FaultyServer> {
  const ranges: string[] = [];
  let faults = 0;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    ranges.push(request.headers.range ?? '');
    switch (fault.kind) {
      case 'none':
        sendRange(request, response, content, fault.ranges ?? true).end();
        return;
      case 'reset': {
        const breaks = faults++ < fault.times;
        const limit = breaks ? fault.after : content.length;
        sendRange(request, response, content, fault.ranges ?? true, limit);
        if (breaks) setTimeout(() => request.socket.destroy(), 50);
        else response.end();
        return;
      }
      case 'stall':
        sendRange(request, response, content, true, fault.after);
        return;
      case 'silent':
        return;
      case 'html':
        response.setHeader('content-type', fault.type);
        response.end('<html><body>Please log in</body></html>');
        return;
      case 'status':
        response.statusCode = fault.code;
        response.end('<html>no</html>');
        return;
      default:
        fault satisfies never;
    }
  };
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file.gz`,
    ranges,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Writes the headers and at most `limit` bytes of what was asked for; the caller ends the answer. */
function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  content: Uint8Array,
  honourRanges: boolean,
  limit = Number.POSITIVE_INFINITY,
): ServerResponse {
  const range = honourRanges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
  const start = Number(range?.[1] ?? 0);
  if (range && start >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` });
    return response;
  }
  const body = content.subarray(start);
  const headers = { 'content-length': body.length, 'content-type': 'application/x-gzip' };
  if (range) {
    const last = content.length - 1;
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${start}-${last}/${content.length}`,
    });
  } else {
    response.writeHead(200, headers);
  }
  response.write(body.subarray(0, Math.min(limit, body.length)));
  return response;
}
