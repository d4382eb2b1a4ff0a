/** What a model looked at. */
export { AttributionError } from './errors.js';
export { type GradCamOptions, gradCam } from './grad-cam.js';
export {
  type SaliencyOptions,
  type SmoothGradOptions,
  saliency,
  smoothGrad,
} from './saliency.js';
export type { TargetOptions } from './target.js';
