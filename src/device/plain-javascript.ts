/** Says so when plain JavaScript computes and nobody chose it: everything works then, but slowly. */
import { replaceCpuBackend } from '../xla/host/cpu-backend.js';

let isChosen = false;

replaceCpuBackend(() => {
  if (isChosen) return;
  console.warn(
    'No device was chosen, so TensorFlow.js computes in plain JavaScript: right, but slow. Begin with ' +
      '`await device();`, which takes the fastest device that there is.',
  );
});

/** `device()` has chosen it, and says so itself. */
export function choosePlainJavaScript(): void {
  isChosen = true;
}
