/**
 * Data-parallel training: each batch is shared out among devices, and the step is one program on all of them, into which
 * XLA puts what they must tell each other. It means what it means on one device, statistics over the batch and random
 * numbers included. See {@link https://arxiv.org/abs/2105.04663 | GSPMD}.
 */
import type { Module } from '../nn/index.js';
import {
  deviceLabels,
  labelOf,
  onXla,
  placeOfLabel,
  Tensor,
  wayToMoreDevices,
} from '../tensor/index.js';
import { registered } from '../xla/index.js';
import { placeOf, spread } from '../xla/placement.js';
import { FitError } from './errors.js';

/** `'all'`, how many, or which by name. */
export type Devices = 'all' | number | readonly string[];

/** Shares out a batch `[batch, ...]` among devices, or leaves it as it is. */
export interface Share {
  (batch: Tensor): Tensor;
  /** The devices' names; one where nothing is shared out. */
  readonly devices: readonly string[];
}

/**
 * @param owner who asks, for errors
 * @throws FitError when there are no such devices, or the model is on none of them
 */
export function shareAmong(owner: string, net: Module, devices: Devices | undefined): Share {
  const places = devices === undefined ? [homeOf(net)] : placesOf(owner, net, devices);
  const share = (batch: Tensor): Tensor => {
    if (places.length === 1) return batch;
    if (!(batch instanceof Tensor)) {
      throw new FitError(
        `${owner}: only tensors are shared out among devices, and this model takes several in one object. Leave devices out.`,
      );
    }
    if (batch.ndim === 0) return batch;
    return Tensor.fromTfjs(spread(registered(), batch.tf, places), 'spread');
  };
  return Object.assign(share, { devices: places.map(labelOf) });
}

/** The device of the model comes first: what is learnt stays there. */
function placesOf(owner: string, net: Module, devices: Devices): number[] {
  const labels = deviceLabels();
  if (!onXla()) {
    throw new FitError(
      `${owner}: devices needs XLA, and '${labels[0]}' is one device. Choose it first: await device().`,
    );
  }
  const home = homeOf(net);
  const all = [home, ...labels.keys()].filter((place, i) => i === 0 || place !== home);
  if (devices === 'all') return all;
  if (typeof devices === 'number') {
    if (Number.isInteger(devices) && devices >= 1 && devices <= all.length)
      return all.slice(0, devices);
    throw new FitError(
      `${owner}: devices must be a whole number from 1 to ${all.length}, got ${devices}: there are ${labels.join(', ')}. ` +
        `Take all by devices: 'all'. ${wayToMoreDevices()}`.trimEnd(),
    );
  }
  if (!Array.isArray(devices) || devices.length === 0) {
    throw new FitError(
      `${owner}: devices must be 'all', a number or a list of names, as ['${labels[0]}'], got ${String(devices)}.`,
    );
  }
  const named = new Set(devices.map((label: string) => placeOfLabel(owner, label)));
  if (!named.has(home)) {
    throw new FitError(
      `${owner}: the model is on ${labelOf(home)}, which is not among devices: [${devices.join(', ')}]. ` +
        `Move it first: net.to('${devices[0]}').`,
    );
  }
  return all.filter((place) => named.has(place));
}

/** The device that the model is on, as its first parameter says. */
function homeOf(net: Module): number {
  if (!onXla()) return 0;
  const [first] = net.parameters();
  return (first && placeOf(registered(), first.tf)) ?? registered().executor.compiler.device;
}
