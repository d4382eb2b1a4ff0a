/**
 * Tensors on devices. As in JAX, a tensor belongs to a device when someone put it there, and what is computed from it
 * belongs there too; all others are computed wherever they are needed. See
 * {@link https://docs.jax.dev/en/latest/sharded-computation.html | JAX on committed arrays}.
 */
import type * as tf from '@tensorflow/tfjs-core';
import { registered } from '../xla/index.js';
import { moveTo, placeOf, setPlace } from '../xla/placement.js';
import {
  type DeviceLabel,
  labelMeant,
  labelOf,
  type NamedDevice,
  onXla,
  placeOfLabel,
} from './device-names.js';
import { shown } from './errors.js';
import { operation } from './operation.js';
import type { Tensor } from './tensor.js';

/** The name of the device that a tensor is on. */
export function deviceOf(x: Tensor): DeviceLabel {
  return labelOf(onXla() ? homeOf(x.tf) : 0);
}

/**
 * The tensor on a device; itself where it is there. Its gradient goes back to where it was.
 * @throws DeviceError when there is no such device
 */
export function onDeviceOf(owner: string, x: Tensor, label: string): Tensor {
  const place = placeOfLabel(owner, label);
  if (!onXla()) return x;
  const before = placeOf(registered(), x.tf);
  if (before === place) return x;
  // The device without a number is where what nobody put anywhere is anyway: a copy would be made of each batch.
  if (before === undefined && !label.includes(':')) return x;
  const home = homeOf(x.tf);
  return operation({
    name: 'to',
    inputs: [x],
    saved: [],
    forward: () => moveTo(registered(), x.tf, place),
    backward(dy) {
      const back = moveTo(registered(), dy, home);
      // Where nobody put the tensor, its gradient goes where it is needed too.
      setPlace(registered(), back, before);
      return [back];
    },
  });
}

/** As `onDeviceOf` for a new tensor, where another device than the one it is on was asked for. */
export function onAskedDevice(
  owner: string,
  x: Tensor,
  device: DeviceLabel | NamedDevice | undefined,
): Tensor {
  if (device === undefined) return x;
  const label = labelMeant(device) ?? shown(device);
  // Of a tensor that nobody put anywhere the device is asked for in vain: what is made for it goes where it goes.
  return placeOfLabel(owner, label) === placeOfLabel(owner, deviceOf(x))
    ? x
    : onDeviceOf(owner, x, label);
}

/** Puts a tensor's own values, and its gradient, on a device. @throws DeviceError when there is no such device */
export function putOnDevice(owner: string, x: Tensor, label: string): void {
  const place = placeOfLabel(owner, label);
  if (!onXla()) return;
  for (const tensor of x.gradValue ? [x, x.grad] : [x]) {
    if (!tensor || placeOf(registered(), tensor.tf) === place) continue;
    tensor.storage.replace(moveTo(registered(), tensor.tf, place));
  }
}

/** The values of `source`, to be written into `target`: on its device, if it was put on one. */
export function besides(target: Tensor, source: Tensor): Tensor {
  if (!onXla()) return source;
  const place = placeOf(registered(), target.tf);
  if (place === undefined || place === placeOf(registered(), source.tf)) return source;
  return onDeviceOf('copy_', source, labelOf(place));
}

function homeOf(value: tf.Tensor): number {
  return placeOf(registered(), value) ?? registered().executor.compiler.device;
}
