/** A model with the average of the weights that another had during training. */
import type { DataLoader } from '../data/index.js';
import { BatchNorm } from '../nn/batch-norm.js';
import { Module, Parameter, type StateDict } from '../nn/index.js';
import { inTrainingMode } from '../nn/training-mode.js';
import {
  noGrad,
  OptionError,
  type Sole,
  soleOption,
  type Tensor,
  where,
  withDefaults,
  zeros,
} from '../tensor/index.js';

/** The next average from the one so far, the present value, and how many values the average is of, int32 `[]`. */
export type AvgFn = (averaged: Tensor, current: Tensor, averagedSoFar: Tensor) => Tensor;

/** The mean of all. PyTorch: `get_swa_avg_fn`. */
export function getSwaAvgFn(): AvgFn {
  return (averaged, current, n) => averaged.add(current.sub(averaged).div(n.float().add(1)));
}

/**
 * A running mean that forgets: `decay` of the average stays. PyTorch: `get_ema_avg_fn`.
 * @throws OptionError unless `decay` is from 0 to 1.
 */
export function getEmaAvgFn(given?: Sole<'decay', number>): AvgFn {
  const decay = soleOption('getEmaAvgFn', 'decay', given, 0.999);
  if (!(decay >= 0 && decay <= 1)) {
    throw new OptionError('getEmaAvgFn', 'decay', decay, 'a number from 0 to 1');
  }
  return (averaged, current) => averaged.mul(decay).add(current.mul(1 - decay));
}

export interface AveragedModelOptions {
  /** Default: the mean of all, as of `getSwaAvgFn()`. */
  avgFn?: AvgFn;
  /** Whether buffers are averaged too; else they are those of the model. Default false. */
  useBuffers?: boolean;
}

interface AverageOf {
  readonly source: Tensor;
  readonly averaged: Tensor;
  readonly isBuffer: boolean;
}

/**
 * PyTorch: `torch.optim.swa_utils.AveragedModel`. Call `updateParameters(net)` after each step or epoch, or give it to
 * `fit` as `averaged`. Called like the model, it computes with the averages; its state dict has PyTorch's names.
 *
 *     const ema = new optim.swaUtils.AveragedModel(net, { avgFn: optim.swaUtils.getEmaAvgFn(0.999) });
 *
 * It runs the model's own layers, with its values in their place for the time of the call, so it gives no gradients.
 */
export class AveragedModel<M extends Module = Module> extends Module<Parameters<M>, ReturnType<M>> {
  /** How many models the average has seen. */
  declare readonly nAveraged: Tensor;
  readonly #model: M;
  readonly #averages: readonly AverageOf[];
  readonly #avgFn: AvgFn;
  readonly #useBuffers: boolean;

  constructor(model: M, options: AveragedModelOptions = {}) {
    super();
    const { avgFn, useBuffers } = withDefaults('AveragedModel', options, {
      avgFn: getSwaAvgFn(),
      useBuffers: false,
    });
    this.#model = model;
    this.#avgFn = avgFn;
    this.#useBuffers = useBuffers;
    this.registerBuffer('nAveraged', zeros([], 'int32'), { key: 'n_averaged' });
    const copies = model.namedParameters().map(([path, source]) => {
      const averaged = new Parameter(
        noGrad(() => source.clone()),
        { requiresGrad: false },
      );
      this.registerParameter(`module.${path}`, averaged);
      return { source, averaged, isBuffer: false };
    });
    const buffers = model.namedBuffers().map(([path, source]) => {
      const averaged = noGrad(() => source.clone());
      this.registerBuffer(`module.${path}`, averaged);
      return { source, averaged, isBuffer: true };
    });
    this.#averages = [...copies, ...buffers];
  }

  /**
   * Takes the model's present values into the average.
   * @throws OptionError for another model than it was made of.
   */
  updateParameters(model: M): void {
    if (model !== this.#model) {
      throw new OptionError('AveragedModel', 'model', 'another model', 'the one it was made of');
    }
    noGrad(() => {
      const isFirst = this.nAveraged.eq(0);
      for (const { source, averaged, isBuffer } of this.#averages) {
        const isCopied = (isBuffer && !this.#useBuffers) || source.dtype !== 'float32';
        if (isCopied) averaged.copy_(source);
        else {
          const next = this.#avgFn(averaged, source.detach(), this.nAveraged);
          averaged.copy_(where(isFirst, source.detach(), next));
        }
      }
      this.nAveraged.add_(1);
    });
  }

  forward(...inputs: Parameters<M>): ReturnType<M> {
    const run = this.#model as unknown as (...given: Parameters<M>) => ReturnType<M>;
    return this.using(() => noGrad(() => run(...inputs)));
  }

  /** The averages by the model's own names: for `net.loadStateDict`. */
  averagedState(): StateDict {
    const entries = Object.entries(this.stateDict()).filter(([name]) => name.startsWith('module.'));
    return Object.fromEntries(
      entries.map(([name, value]) => [name.slice('module.'.length), value]),
    );
  }

  /** Runs `body` with the averages in the model, and the model in this one's mode. */
  using<T>(body: () => T): T {
    const model = this.#model;
    const { training } = model;
    const exchange = () => {
      for (const { source, averaged } of this.#averages) source.storage.exchange(averaged.storage);
    };
    exchange();
    model.train(this.training);
    try {
      return body();
    } finally {
      model.train(training);
      exchange();
    }
  }

  /** The modules of the model; their values are the averages inside `using` only. */
  get layers(): Module[] {
    return this.#model.modules();
  }
}

/**
 * Measures the running statistics of batch norms anew, as averaged weights need it; nothing is learnt.
 * PyTorch: `torch.optim.swa_utils.update_bn`.
 * @param loader gives inputs, alone or first in a batch
 */
export function updateBn(loader: DataLoader, net: Module): void {
  const measured = net instanceof AveragedModel ? net.layers : net.modules();
  const norms = measured.filter((module): module is BatchNorm => module instanceof BatchNorm);
  if (norms.length === 0) return;
  const momenta = norms.map(({ momentum }) => momentum);
  const { training } = net;
  const run = () => {
    for (const norm of norms) {
      norm.resetRunningStats();
      norm.momentum = null;
    }
    net.train();
  };
  try {
    if (net instanceof AveragedModel) net.using(run);
    else run();
    inTrainingMode(() =>
      noGrad(() => {
        for (const [inputs] of loader) net(inputs);
      }),
    );
  } finally {
    for (const [i, norm] of norms.entries()) norm.momentum = momenta[i];
    net.train(training);
  }
}
