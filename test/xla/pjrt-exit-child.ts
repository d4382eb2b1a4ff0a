/** A process that ends in the way it was asked for, with a client, buffers and a long run left behind. */
import { PjrtClient } from '../../src/xla/pjrt/index.js';
import { DOUBLE_IN_PLACE, POWER } from './pjrt-programs.js';
import { pluginPath } from './plugin.js';

const client = PjrtClient.load(pluginPath());
/** About ten minutes of work, unless it is to be waited for. */
const steps = process.argv[2] === 'close' ? 100 : 500_000;
const count = client.bufferFromHost(Int32Array.of(steps), [], 's32');
const x = client.bufferFromHost(new Float32Array(512 * 512), [512, 512], 'f32');
const power = client.compile(POWER).execute([count, x]);
// Takes the memory of a result that is not there yet: a plugin may wait here, and must not.
const [result] = client.compile(DOUBLE_IN_PLACE).execute(power);

switch (process.argv[2]) {
  case 'return':
    break;
  case 'exit':
    process.exit(0);
    break;
  case 'exit while a read waits':
    void result.copyToHost();
    setTimeout(() => process.exit(0), 50);
    break;
  case 'delete':
    result.delete();
    x.delete();
    break;
  case 'close':
    client.close();
    break;
  default:
    throw new Error(`no such way to end: ${process.argv[2]}`);
}
