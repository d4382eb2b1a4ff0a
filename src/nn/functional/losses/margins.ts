/** Losses that want some things nearer, or greater, than others. PyTorch: `torch.nn.functional`. */
import {
  asOneOperation,
  OptionError,
  type Tensor,
  where,
  withDefaults,
} from '../../../tensor/index.js';
import { pairwiseDistance } from '../distance.js';
import { oneHot } from '../embedding.js';
import type { MarginOptions } from './binary.js';
import { checkTargets } from './classes.js';
import { checkSameShape, type LossOptions, reduced } from './reduction.js';

/** PyTorch adds it to squared norms. */
const NORM_EPS = 1e-12;

/** Pairs of vectors `[batch, width]` that are alike (1) or not (-1). PyTorch: `cosine_embedding_loss`. */
export function cosineEmbeddingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  const { margin, reduction } = withDefaults('cosineEmbeddingLoss', options, {
    margin: 0,
    reduction: 'mean',
  });
  checkSameShape('CosineEmbeddingLoss', a, b);
  return asOneOperation(() => {
    const length = (x: Tensor) => x.square().sum(-1).add(NORM_EPS);
    const cosine = a
      .mul(b)
      .sum(-1)
      .div(length(a).mul(length(b)).sqrt());
    const alike = where(target.eq(1), cosine.neg().add(1), 0);
    const apart = where(target.eq(-1), cosine.sub(margin).relu(), 0);
    return reduced(alike.add(apart), reduction);
  });
}

/**
 * Which of two is to be greater, the first (1) or the second (-1). All have the same shape. PyTorch:
 * `margin_ranking_loss`.
 */
export function marginRankingLoss(
  a: Tensor,
  b: Tensor,
  target: Tensor,
  options: MarginOptions = {},
): Tensor {
  const { margin, reduction } = withDefaults('marginRankingLoss', options, {
    margin: 0,
    reduction: 'mean',
  });
  checkSameShape('MarginRankingLoss', a, b);
  return asOneOperation(() => reduced(target.neg().mul(a.sub(b)).add(margin).relu(), reduction));
}

export interface MultiMarginOptions extends MarginOptions {
  /** 1 or 2. Default 1. */
  p?: number;
  /** A weight for each class, `[classes]`. */
  weight?: Tensor;
}

/**
 * The hinge loss of scores `[batch, classes]` and class numbers int32 `[batch]`. PyTorch:
 * `multi_margin_loss`.
 * @throws OptionError unless `p` is 1 or 2.
 */
export function multiMarginLoss(
  input: Tensor,
  target: Tensor,
  options: MultiMarginOptions = {},
): Tensor {
  const { p, margin, weight, reduction } = withDefaults('multiMarginLoss', options, {
    p: 1,
    margin: 1,
    weight: undefined,
    reduction: 'mean',
  });
  if (p !== 1 && p !== 2) throw new OptionError('MultiMarginLoss', 'p', p, '1 or 2');
  checkTargets('MultiMarginLoss', input, target);
  return asOneOperation(() => {
    const scores = input.ndim === 1 ? input.unsqueeze(0) : input;
    const classes = scores.shape[1];
    const right = oneHot(target.reshape([-1]), classes).float();
    const own = scores.mul(right).sum(1, { keepdim: true });
    const missing = scores.sub(own).add(margin).relu();
    const powers = (p === 2 ? missing.square() : missing).mul(right.neg().add(1));
    const weighted = weight ? powers.mul(right.matmul(weight).unsqueeze(1)) : powers;
    return reduced(weighted.sum(1).div(classes).reshape(target.shape), reduction);
  });
}

/**
 * Each class of a sample is to score higher than every other class. The target `[batch, classes]`, int32,
 * lists a sample's classes and ends them with -1. PyTorch: `multilabel_margin_loss`.
 */
export function multilabelMarginLoss(
  input: Tensor,
  target: Tensor,
  options: LossOptions = {},
): Tensor {
  const { reduction } = withDefaults('multilabelMarginLoss', options, { reduction: 'mean' });
  checkSameShape('MultiLabelMarginLoss', input, target);
  return asOneOperation(() => {
    const scores = input.ndim === 1 ? input.unsqueeze(0) : input;
    const list = target.reshape(scores.shape);
    const classes = scores.shape[1];
    // What follows the first -1 counts nothing.
    const listed = list.lt(0).int().cumsum(1).eq(0).float();
    const rows = oneHot(list.clampMin(0).int(), classes).float().mul(listed.unsqueeze(2));
    const isTarget = rows.amax(1);
    const own = rows.matmul(scores.unsqueeze(2));
    const missing = scores.unsqueeze(1).sub(own).add(1).relu();
    const counted = missing.mul(listed.unsqueeze(2)).mul(isTarget.neg().add(1).unsqueeze(1));
    const losses = counted.sum([1, 2]).div(classes);
    return reduced(input.ndim === 1 ? losses.squeeze(0) : losses, reduction);
  });
}

export interface TripletOptions extends MarginOptions {
  /** The norm's degree. Default 2. */
  p?: number;
  /** Default 1e-6. */
  eps?: number;
  /** Takes the distance of the positive and the negative where it is the smaller. Default false. */
  swap?: boolean;
}

/**
 * An anchor is to be nearer to the positive than to the negative. All are `[batch, features]`. PyTorch:
 * `triplet_margin_loss`.
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  given: TripletOptions = {},
): Tensor {
  const { p, eps, ...options } = withDefaults('tripletMarginLoss', given, {
    p: 2,
    eps: 1e-6,
    margin: 1,
    swap: false,
    reduction: 'mean',
  });
  const distanceFunction = (a: Tensor, b: Tensor) => pairwiseDistance(a, b, { p, eps });
  return tripletMarginWithDistanceLoss(anchor, positive, negative, {
    ...options,
    distanceFunction,
  });
}

export interface TripletDistanceOptions extends MarginOptions {
  /** Default the Euclidean one. */
  distanceFunction?: (a: Tensor, b: Tensor) => Tensor;
  /** As in `TripletOptions`. */
  swap?: boolean;
}

/**
 * As `tripletMarginLoss`, by any distance. All are `[batch, features]`, or what the distance takes. PyTorch:
 * `triplet_margin_with_distance_loss`.
 */
export function tripletMarginWithDistanceLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletDistanceOptions = {},
): Tensor {
  const { distanceFunction, margin, swap, reduction } = withDefaults(
    'tripletMarginWithDistanceLoss',
    options,
    { distanceFunction: pairwiseDistance, margin: 1, swap: false, reduction: 'mean' },
  );
  checkSameShape('TripletMarginLoss', anchor, positive);
  checkSameShape('TripletMarginLoss', anchor, negative);
  return asOneOperation(() => {
    const near = distanceFunction(anchor, positive);
    const far = distanceFunction(anchor, negative);
    const least = swap ? far.minimum(distanceFunction(positive, negative)) : far;
    return reduced(near.sub(least).add(margin).relu(), reduction);
  });
}
