/** Loss scaling: float16 rounds small gradients to zero, so the loss, and with it every gradient, is multiplied first. */
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optim/index.js';
import { type Cell, cellOf, OptionError, onDevice, Tensor, withDefaults } from '../tensor/index.js';
import { GradScalerError } from './errors.js';

/** Options of {@link GradScaler}. */
export interface GradScalerOptions {
  /** What losses are multiplied with at first. Default 65536. */
  initScale?: number;
  /** What the scale is multiplied with after `growthInterval` good steps. Default 2. */
  growthFactor?: number;
  /** What the scale is multiplied with after a step that was skipped. Default 0.5. */
  backoffFactor?: number;
  /** How many good steps, one after the other, make the scale grow. Default 2000. */
  growthInterval?: number;
  /** Whether it does anything. Default true. */
  enabled?: boolean;
}

/** What a scaler has learnt. */
export interface GradScalerState {
  /** What losses are multiplied with. */
  readonly scale: number;
  /** What the scale is multiplied with after `growthInterval` good steps. */
  readonly growthFactor: number;
  /** What the scale is multiplied with after a step that was skipped. */
  readonly backoffFactor: number;
  /** How many good steps make the scale grow. */
  readonly growthInterval: number;
  /** Good steps since the scale has changed. */
  readonly growthTracker: number;
  /** Steps that were skipped so far. */
  readonly skippedSteps: number;
}

/** A scaler's state as PyTorch writes it. */
export interface TorchGradScalerState {
  /** What losses are multiplied with. */
  readonly scale: number;
  /** What the scale is multiplied with after `growth_interval` good steps. */
  readonly growth_factor: number;
  /** What the scale is multiplied with after a step that was skipped. */
  readonly backoff_factor: number;
  /** How many good steps make the scale grow. */
  readonly growth_interval: number;
  /** Good steps since the scale has changed. */
  readonly _growth_tracker: number;
}

/** The gradients of an optimizer since the last `update`. */
interface Unscaled {
  /** Whether one of them was not finite, bool `[]`. */
  readonly foundInf: Tensor;
  readonly hasStepped: boolean;
}

/**
 * Multiplies losses so that their gradients fit into float16, leaves out steps whose gradients are not finite, and looks
 * for the largest scale that works. All is decided on the device; nothing is read. PyTorch: `torch.amp.GradScaler`.
 *
 *     const scaler = new amp.GradScaler();
 *     optimizer.zeroGrad();
 *     const loss = autocast('float16', () => criterion(net(images), labels));
 *     scaler.scale(loss).backward();
 *     scaler.unscale_(optimizer);  // only where gradients are clipped
 *     scaler.step(optimizer);
 *     scaler.update();
 */
export class GradScaler {
  /** Whether it does anything. */
  readonly enabled: boolean;
  #growthFactor: number;
  #backoffFactor: number;
  #growthInterval: number;
  readonly #scale: Tensor;
  readonly #growthTracker: Tensor;
  readonly #skipped: Tensor;
  readonly #unscaled = new Map<Optimizer, Unscaled>();

  /** @throws OptionError when an option is out of range. */
  constructor(options: GradScalerOptions = {}) {
    const { initScale, growthFactor, backoffFactor, growthInterval, enabled } = withDefaults(
      'GradScaler',
      options,
      {
        initScale: 65536,
        growthFactor: 2,
        backoffFactor: 0.5,
        growthInterval: 2000,
        enabled: true,
      },
    );
    check('initScale', initScale, initScale > 0 && Number.isFinite(initScale), 'a number above 0');
    check('growthFactor', growthFactor, growthFactor > 1, 'a number above 1');
    check(
      'backoffFactor',
      backoffFactor,
      backoffFactor > 0 && backoffFactor < 1,
      'between 0 and 1',
    );
    const isWhole = Number.isInteger(growthInterval) && growthInterval > 0;
    check('growthInterval', growthInterval, isWhole, 'a whole number above 0');
    this.enabled = enabled;
    this.#growthFactor = growthFactor;
    this.#backoffFactor = backoffFactor;
    this.#growthInterval = growthInterval;
    this.#scale = Tensor.fromTfjs(scalar(initScale), 'scale').keep();
    this.#growthTracker = Tensor.fromTfjs(scalar(0), 'growthTracker').keep();
    this.#skipped = Tensor.fromTfjs(scalar(0), 'skippedSteps').keep();
  }

  /** The loss times the scale, for `backward`. The loss is of any shape. */
  scale(loss: Tensor): Tensor {
    return this.enabled ? loss.mul(this.#scale) : loss;
  }

  /**
   * Divides the gradients of an optimizer's parameters by the scale, so that they can be clipped or looked at; `step`
   * does it where it has not been done.
   * @throws GradScalerError when it has been done since the last `update`, or there is no gradient.
   */
  unscale_(optimizer: Optimizer): void {
    if (!this.enabled) return;
    const before = this.#unscaled.get(optimizer);
    if (before) {
      throw new GradScalerError(
        before.hasStepped
          ? 'unscale_: the optimizer has taken its step already. Call unscale_ between backward() and step().'
          : 'unscale_: the gradients have been divided since the last update(). Call it once a step.',
      );
    }
    const graded = optimizer.paramGroups
      .flatMap(({ params }) => params)
      .filter((parameter) => parameter.gradValue !== undefined);
    if (graded.length === 0) {
      throw new GradScalerError(
        "unscale_: none of the optimizer's parameters has a gradient. Call scaler.scale(loss).backward() first.",
      );
    }
    const [foundInf, ...gradients] = tf.tidy(() => {
      const inverse = tf.reciprocal(this.#scale.tf);
      const values = graded.flatMap(({ gradValue }) => gradValue ?? []);
      const finite = values.map((value) => tf.all(tf.isFinite(value)));
      const found = tf.logicalNot(finite.reduce((all, one) => tf.logicalAnd(all, one)));
      return [found, ...values.map((value) => tf.mul(value, inverse))];
    });
    graded.forEach((parameter, i) => {
      parameter.replaceGrad(gradients[i]);
    });
    const found = Tensor.fromTfjs(foundInf, 'unscale_');
    this.#unscaled.set(optimizer, { foundInf: found, hasStepped: false });
  }

  /**
   * A step of the optimizer that changes nothing where a gradient is not finite.
   * @throws GradScalerError when the optimizer has taken a step since the last `update`, or computes its loss itself.
   */
  step(optimizer: Optimizer): void {
    if (!this.enabled) {
      optimizer.step();
      return;
    }
    if (optimizer.needsClosure) {
      throw new GradScalerError(
        `step: ${optimizer.constructor.name} computes the gradients several times a step, which can't be scaled. Take ` +
          "another optimizer, or autocast('bfloat16'), which needs no scale.",
      );
    }
    if (this.#unscaled.get(optimizer)?.hasStepped) {
      throw new GradScalerError(
        'step: the optimizer has taken a step already. Call update() after the steps of all optimizers.',
      );
    }
    if (!this.#unscaled.has(optimizer)) this.unscale_(optimizer);
    const unscaled = this.#unscaled.get(optimizer);
    if (!unscaled) return;
    optimizer.stepUnless(unscaled.foundInf.tf);
    this.#unscaled.set(optimizer, { ...unscaled, hasStepped: true });
  }

  /**
   * Lets the scale grow or shrink, after the steps of all optimizers.
   * @param newScale takes its place, where it is given
   * @throws GradScalerError when no step has been taken since the last one.
   */
  update(newScale?: number): void {
    if (!this.enabled) return;
    const found = [...this.#unscaled.values()].map(({ foundInf }) => foundInf.tf);
    if (found.length === 0) {
      throw new GradScalerError(
        'update: no step has been taken. Call scaler.step(optimizer) before.',
      );
    }
    const [scale, tracker, skipped] = tf.tidy(() => {
      const foundInf = found.reduce((any, one) => tf.logicalOr(any, one));
      const good = tf.add(this.#growthTracker.tf, 1);
      const isDue = tf.greaterEqual(good, this.#growthInterval);
      const grown = tf.mul(this.#scale.tf, this.#growthFactor);
      const next = tf.where(tf.logicalAnd(isDue, tf.isFinite(grown)), grown, this.#scale.tf);
      return [
        tf.where(foundInf, tf.mul(this.#scale.tf, this.#backoffFactor), next),
        tf.where(tf.logicalOr(foundInf, isDue), tf.zerosLike(good), good),
        tf.add(this.#skipped.tf, tf.cast(foundInf, 'float32')),
      ];
    });
    this.#scale.storage.replace(newScale === undefined ? scale : scalar(newScale));
    this.#growthTracker.storage.replace(tracker);
    this.#skipped.storage.replace(skipped);
    this.#unscaled.clear();
  }

  /** What losses are multiplied with now. Reads it: the device is waited for. PyTorch: `get_scale`. */
  getScale(): number {
    return this.enabled ? this.#scale.item() : 1;
  }

  /** How many steps have been left out. Reads it: the device is waited for. */
  getSkippedSteps(): number {
    return this.#skipped.item();
  }

  /** What `loadStateDict` takes; after `update`. */
  stateDict(): GradScalerState {
    return {
      scale: this.#scale.item(),
      growthFactor: this.#growthFactor,
      backoffFactor: this.#backoffFactor,
      growthInterval: this.#growthInterval,
      growthTracker: this.#growthTracker.item(),
      skippedSteps: this.#skipped.item(),
    };
  }

  /** Goes on from a state, as `stateDict` or PyTorch's `state_dict()` gave it. */
  loadStateDict(state: GradScalerState | TorchGradScalerState): void {
    const own = 'growthFactor' in state ? state : fromTorch(state);
    this.#growthFactor = own.growthFactor;
    this.#backoffFactor = own.backoffFactor;
    this.#growthInterval = own.growthInterval;
    this.#scale.storage.replace(scalar(own.scale));
    this.#growthTracker.storage.replace(scalar(own.growthTracker));
    this.#skipped.storage.replace(scalar(own.skippedSteps));
  }

  /** The places of what a step changes. */
  cells(): Cell[] {
    return [this.#scale, this.#growthTracker, this.#skipped].map(cellOf);
  }
}

function fromTorch(state: TorchGradScalerState): GradScalerState {
  return {
    scale: state.scale,
    growthFactor: state.growth_factor,
    backoffFactor: state.backoff_factor,
    growthInterval: state.growth_interval,
    growthTracker: state._growth_tracker,
    skippedSteps: 0,
  };
}

/** In a buffer of its own, so that a step that reads it makes no new program when it changes. */
const scalar = (value: number) => onDevice(Float32Array.of(value), [], 'float32');

function check(option: string, value: unknown, isRight: boolean, expected: string): void {
  if (!isRight) throw new OptionError('GradScaler', option, value, expected);
}
