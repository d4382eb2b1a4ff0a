/** Finding the operation that makes the first NaN. */
export {
  type AnomalyOptions,
  detectAnomaly,
  isAnomalyEnabled,
  setDetectAnomaly,
} from './detect-anomaly.js';
export { type Anomaly, AnomalyError } from './errors.js';
