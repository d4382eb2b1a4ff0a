/** A process of its own that downloads one file: `URL FILE MD5`; tells its parent at 100,000 bytes. */
import { download } from '../../src/download/download.js';

const [url = '', file = '', hex = ''] = process.argv.slice(2);
await download({
  urls: [url],
  file,
  checksum: { algorithm: 'md5', hex },
  onProgress: ({ received }) => {
    if (received >= 100_000) process.send?.(received);
  },
});
process.disconnect?.();
