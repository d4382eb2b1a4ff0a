/** Devices by name, as PyTorch has them: `cpu`, `cuda:1`. Which backends there are is chosen in src/device. */
import * as tf from '@tensorflow/tfjs-core';
import { registered } from '../xla/index.js';
import { DeviceError } from './errors.js';

/** A device by its name: on XLA the first five, then TensorFlow.js's own backends. */
export type DeviceName =
  | 'cuda'
  | 'rocm'
  | 'metal'
  | 'oneapi'
  | 'cpu'
  | 'tensorflow'
  | 'wasm'
  | 'cpu-js';

/** A device, or one of several: `cuda:1`. Without a number it is the one that `device()` chose. */
export type DeviceLabel = DeviceName | `${DeviceName}:${number}`;

/** A device as `device()` gives it. */
export interface NamedDevice {
  /** Its name, as `cpu`. */
  readonly name: DeviceName;
}

/** The name of what is meant as a device, whether or not there is such a one; undefined for anything else. */
export function labelMeant(target: unknown): string | undefined {
  const isNamed = typeof target === 'object' && target !== null && 'name' in target;
  const text = isNamed ? target.name : target;
  return typeof text === 'string' && isDeviceLabel(text) ? text : undefined;
}

function isDeviceLabel(text: string): boolean {
  return /^(cpu|cuda|gpu|mps|xpu|rocm|metal|oneapi|tensorflow|wasm)\b/.test(text);
}

/** Whether there can be several devices: TensorFlow.js's own backends have one each. */
export function onXla(): boolean {
  return tf.getBackend() === 'xla';
}

/** The name of a device of the engine, by its place; that of the backend where it isn't the engine. */
export function labelOf(place: number): DeviceLabel {
  if (onXla()) return registered().executor.compiler.nameOf(place) as DeviceLabel;
  const backend = tf.getBackend();
  return backend === 'cpu' ? 'cpu-js' : (backend as DeviceName);
}

/** The devices that there are, by name. */
export function deviceLabels(): string[] {
  const count = onXla() ? registered().executor.compiler.deviceCount : 1;
  return Array.from({ length: count }, (_, place) => labelOf(place));
}

/** How to have more devices where that can be chosen: on a CPU. */
export function wayToMoreDevices(): string {
  if (labelOf(0).split(':', 1)[0] !== 'cpu') return '';
  return 'For more on a CPU, set the environment variable GRADBOOK_CPU_DEVICES to their number and start anew.';
}

/**
 * The place of a device among those of the engine.
 * @param owner who asks, for errors
 * @throws DeviceError when this process computes on another kind, or there are fewer
 */
export function placeOfLabel(owner: string, label: string): number {
  const labels = deviceLabels();
  const place = labels.indexOf(label);
  if (place >= 0) return place;
  const [kind] = labels[0].split(':');
  if (label === kind) return onXla() ? registered().executor.compiler.device : 0;
  const there = labels.length === 1 ? labels[0] : `${labels[0]} to ${labels.at(-1)}`;
  const remedy = label.startsWith(`${kind}:`)
    ? wayToMoreDevices()
    : `Another kind is chosen once, before anything else: await device('${label}').`;
  throw new DeviceError(
    label,
    `${owner}: there is no device '${label}' here, but ${there}. ${remedy}`.trimEnd(),
  );
}
