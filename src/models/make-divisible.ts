/** Numbers of channels that suit hardware. */

/**
 * The multiple of `divisor` nearest to `value`, unless that is a tenth less: then the next one. PyTorch:
 * `torchvision.models._utils._make_divisible`.
 */
export function makeDivisible(value: number, divisor: number): number {
  const near = Math.max(divisor, Math.floor((value + divisor / 2) / divisor) * divisor);
  return near < 0.9 * value ? near + divisor : near;
}
