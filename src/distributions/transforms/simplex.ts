/** Numbers as shares of a whole. PyTorch: `torch.distributions.SoftmaxTransform`, `StickBreakingTransform`. */
import { arange, asOneOperation, cat, ones, type Tensor } from '../../tensor/index.js';
import { clippedSigmoid } from './element-wise.js';
import { Transform } from './transform.js';

/** `[..., parts]` numbers as shares that sum to 1, by a softmax; its inverse gives their logarithms. */
export class SoftmaxTransform extends Transform {
  override get domainDims(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return x.softmax(-1);
  }

  override invert(y: Tensor): Tensor {
    return y.log();
  }
}

/** `[..., n]` numbers as `[..., n + 1]` shares that sum to 1: each says how much of the rest breaks off. */
export class StickBreakingTransform extends Transform {
  override get domainDims(): number {
    return 1;
  }

  apply(x: Tensor): Tensor {
    return asOneOperation(() => {
      const share = clippedSigmoid(x.sub(logOffsets(x.shape)));
      const rest = share.neg().add(1).cumprod(-1);
      const end = ones([...x.shape.slice(0, -1), 1]);
      return cat([share, end], -1).mul(cat([end, rest], -1));
    });
  }

  override invert(y: Tensor): Tensor {
    return asOneOperation(() => {
      const broken = y.narrow(-1, 0, y.shape[y.ndim - 1] - 1);
      const rest = broken
        .cumsum(-1)
        .neg()
        .add(1)
        .clamp({ min: 2 ** -126 });
      return broken.log().sub(rest.log()).add(logOffsets(broken.shape));
    });
  }

  override logAbsDetJacobian(x: Tensor, y: Tensor): Tensor {
    return asOneOperation(() => {
      const moved = x.sub(logOffsets(x.shape));
      const broken = y.narrow(-1, 0, x.shape[x.ndim - 1]);
      return moved.neg().sub(moved.neg().softplus()).add(broken.log()).sum(-1);
    });
  }

  override forwardShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -1), shape[shape.length - 1] + 1];
  }

  override inverseShape(shape: readonly number[]): readonly number[] {
    return [...shape.slice(0, -1), shape[shape.length - 1] - 1];
  }
}

/** What makes equal shares of zeros: the logarithms of n, n - 1, ... 1. */
const logOffsets = (shape: readonly number[]): Tensor =>
  arange(shape[shape.length - 1], 0, -1)
    .float()
    .log();
