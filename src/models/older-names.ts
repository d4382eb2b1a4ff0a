/** Names in files of an older torchvision as they are today. */
import type { StateDict } from '../nn/index.js';

function renamed(state: StateDict, rename: (key: string) => string): StateDict {
  return Object.fromEntries(Object.entries(state).map(([key, value]) => [rename(key), value]));
}

/** Names of modules had points in them once: `norm.1` is `norm1`. */
export const denseNetNames = (state: StateDict): StateDict =>
  renamed(state, (key) => key.replace(/(denselayer\d+\.(?:norm|conv))\.([12]\.)/, '$1$2'));

/** Linear layers inside of blocks were named once: `linear_2` is at place 3. */
export const transformerNames = (state: StateDict): StateDict =>
  renamed(state, (key) =>
    key.replace(/\.mlp\.linear_([12])\./, (_, n: string) => `.mlp.${3 * (Number(n) - 1)}.`),
  );
