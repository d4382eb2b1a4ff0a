/**
 * `device()`: chooses what to compute on, and says so. It never falls back in silence.
 */
import { DeviceError, type DeviceLabel, type DeviceName, deviceLabels } from '../tensor/index.js';
import { deviceNames, take } from './candidates.js';
import { UnavailableError } from './errors.js';

/** What is computed on. */
export interface Device {
  /** Its name, as `cpu`. */
  name: DeviceName;
  /** What it is, in words. */
  description: string;
  /** How many there are of this kind, as `cuda:0`, `cuda:1`. */
  count: number;
  /** What was tried before it, and why that can't be used. */
  tried: readonly { name: DeviceName; why: string }[];
}

/**
 * Takes the named device, or, without a name, the first that works: cuda, rocm, metal, oneapi, cpu
 * (all on XLA), then TensorFlow.js's own backends. Prints what it took and what it tried.
 * `GRADBOOK_DEVICE` stands for the name where none is given. `'cuda:1'` is the second of several: what nobody puts on
 * another by `to` is computed there.
 *
 * PyTorch: `torch.device`, `torch.cuda.is_available`.
 *
 * @throws DeviceError when the named device can't be used here; the message says what to do.
 */
export async function device(name?: DeviceLabel | DeviceAlias): Promise<Device> {
  const wanted = name ?? (process.env.GRADBOOK_DEVICE || undefined);
  const taken = wanted === undefined ? await firstThatWorks() : await only(wanted);
  console.log(describe(taken));
  return taken;
}

/** The packages that bring a device, for those who know it by them. */
const ALIASES = {
  'tfjs-node-gpu': 'tensorflow',
  '@tensorflow/tfjs-node-gpu': 'tensorflow',
  'tfjs-node': 'tensorflow',
  '@tensorflow/tfjs-node': 'tensorflow',
} as const satisfies Record<string, DeviceName>;
type DeviceAlias = keyof typeof ALIASES;

async function only(wanted: string): Promise<Device> {
  const [, kind = wanted, number = '0'] = /^(.*?)(?::(\d+))?$/.exec(wanted) ?? [];
  const meant = new Map<string, string>(Object.entries(ALIASES)).get(kind) ?? kind;
  const name = deviceNames.find((known) => known === meant);
  if (name === undefined) {
    throw new DeviceError(
      wanted,
      `There is no device '${wanted}'. Known are ${deviceNames.map((n) => `'${n}'`).join(', ')}.`,
    );
  }
  try {
    const description = await take(name, Number(number));
    return { name, description, count: deviceLabels().length, tried: [] };
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    throw new DeviceError(wanted, `The device '${wanted}' can't be used: ${error.message}.`);
  }
}

async function firstThatWorks(): Promise<Device> {
  const tried: { name: DeviceName; why: string }[] = [];
  for (const name of deviceNames) {
    try {
      const description = await take(name);
      return { name, description, count: deviceLabels().length, tried };
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      tried.push({ name, why: error.message });
    }
  }
  const reasons = tried.map(({ name, why }) => `  ${name}: ${why}`).join('\n');
  throw new DeviceError('any', `No device can be used here.\n${reasons}`);
}

const rank = (name: DeviceName) => (name === 'cpu' ? 0 : 1);

function describe({ name, description, tried }: Device): string {
  // What helps comes first: without XLA on the CPU training is many times slower.
  const ordered = [...tried].sort((a, b) => rank(a.name) - rank(b.name));
  const lines = ordered.map((attempt) => `  not ${attempt.name}: ${attempt.why}`);
  return [`Device: ${name} (${description})`, ...lines].join('\n');
}
