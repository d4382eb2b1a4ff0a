/** A layer and the batch norm after it as one layer, for eval mode. PyTorch: `torch.nn.utils.fusion`. */
import { defaultGenerator } from '../../random/index.js';
import { noGrad, OptionError, type Tensor } from '../../tensor/index.js';
import type { BatchNorm1d, BatchNorm2d, BatchNorm3d } from '../batch-norm.js';
import type { Conv1d, Conv2d, Conv3d } from '../conv.js';
import { Linear } from '../linear.js';
import type { Module } from '../module.js';

type Conv = (Conv1d | Conv2d | Conv3d) & Fusible;
type Norm = BatchNorm1d | BatchNorm2d | BatchNorm3d;

/** PyTorch: `fuse_conv_bn_eval`. @throws OptionError in training mode, or without running statistics. */
export function fuseConvBnEval<C extends Conv>(conv: C, norm: Norm): C {
  const { inChannels, outChannels, kernelSize, stride, padding, dilation, groups, paddingMode } =
    conv;
  const Class = conv.constructor as new (...args: unknown[]) => C;
  const options = { stride, padding, dilation, groups, paddingMode };
  return fused(
    'fuseConvBnEval',
    conv,
    norm,
    (): C => new Class(inChannels, outChannels, kernelSize, options),
  );
}

/** PyTorch: `fuse_linear_bn_eval`. @throws OptionError in training mode, or without running statistics. */
export function fuseLinearBnEval(linear: Linear, norm: Norm): Linear {
  return fused(
    'fuseLinearBnEval',
    linear,
    norm,
    () => new Linear(linear.inFeatures, linear.outFeatures),
  );
}

interface Fusible extends Module {
  readonly weight: Tensor;
  readonly bias: Tensor | undefined;
}

function fused<L extends Fusible>(owner: string, layer: L, norm: Norm, make: () => L): L {
  const { runningMean, runningVar } = norm;
  if (layer.training || norm.training || !runningMean || !runningVar) {
    const what = runningMean ? 'in training mode' : 'without running statistics';
    throw new OptionError(owner, 'the layers', what, 'in eval mode: layer.eval(), norm.eval()');
  }
  // The new layer's first weights are drawn in vain; the numbers that follow must be as if they were not.
  const { state } = defaultGenerator;
  const made = make();
  defaultGenerator.state = state;
  noGrad(() => {
    const root = runningVar.add(norm.eps).rsqrt();
    const scale = norm.weight ? root.mul(norm.weight) : root;
    const wide = scale.reshape(layer.weight.shape.map((_, i) => (i === 0 ? -1 : 1)));
    const bias = layer.bias ? layer.bias.sub(runningMean) : runningMean.neg();
    const shifted = bias.mul(scale);
    made.weight.copy_(layer.weight.mul(wide));
    made.bias?.copy_(norm.bias ? shifted.add(norm.bias) : shifted);
  });
  made.eval();
  return made;
}
