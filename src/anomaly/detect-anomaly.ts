/** Looking for the operation that makes the first NaN. */
import { withDefaults } from '../tensor/index.js';
import { Detector } from './detector.js';

/** Options of {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Whether an infinity is an error too; masks with minus infinity are then. Default false. */
  infinities?: boolean;
}

let detector: Detector | undefined;

/** Whether someone looks for anomalies. PyTorch: `torch.is_anomaly_enabled`. */
export function isAnomalyEnabled(): boolean {
  return detector !== undefined;
}

/**
 * Runs `body` and looks at what each operation gives, there and back: the first NaN is an error that names the operation,
 * the line that called it and the module of the model. It shows when `backward` or the optimizer's step ends, or `body`
 * does; the weights are still good then, if the NaN came before the step. All runs operation by operation, without
 * `compile` and the compiled loop of `fit`, and takes several times as long.
 * PyTorch: `torch.autograd.detect_anomaly`.
 *
 *     detectAnomaly(() => criterion(net(images), labels).backward());
 *
 * @throws AnomalyError at the first NaN.
 */
export function detectAnomaly<T>(body: () => T, options: AnomalyOptions = {}): T {
  if (detector) return body();
  const started = start(options);
  let result: T;
  try {
    result = body();
    if (!(result instanceof Promise)) started.check();
  } catch (error) {
    setDetectAnomaly(false);
    throw error;
  }
  if (!(result instanceof Promise)) {
    setDetectAnomaly(false);
    return result;
  }
  return checkedAtTheEnd(result, started) as T;
}

async function checkedAtTheEnd<T>(result: Promise<T>, started: Detector): Promise<T> {
  try {
    const value = await result;
    started.check();
    return value;
  } finally {
    setDetectAnomaly(false);
  }
}

/** Looks for anomalies from now on, or no longer, as {@link detectAnomaly}. PyTorch: `torch.autograd.set_detect_anomaly`. */
export function setDetectAnomaly(mode: boolean, options: AnomalyOptions = {}): void {
  detector?.end();
  detector = undefined;
  if (mode) start(options);
}

function start(options: AnomalyOptions): Detector {
  const { infinities } = withDefaults('detectAnomaly', options, { infinities: false });
  const started = new Detector({ infinities });
  detector = started;
  return started;
}
