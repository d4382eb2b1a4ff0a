/** PyTorch's names of optimizers and schedulers that are others here: what to write instead. */
import { teachOtherNames } from '../other-names.js';
import { LRScheduler } from './lr-scheduler/index.js';
import { Optimizer } from './optimizer.js';

const stepHook = 'there are no hooks of optimizers; write what they do beside optimizer.step().';
const stateHook =
  'there are no hooks of state dicts; change what stateDict() gives, a plain object.';

teachOtherNames(Optimizer, {
  alsoHere: ['paramGroups'],
  advice: {
    register_step_pre_hook: stepHook,
    register_step_post_hook: stepHook,
    register_state_dict_pre_hook: stateHook,
    register_state_dict_post_hook: stateHook,
    register_load_state_dict_pre_hook: stateHook,
    register_load_state_dict_post_hook: stateHook,
  },
});

teachOtherNames(LRScheduler, {
  alsoHere: ['baseLrs'],
  advice: {
    get_lr: 'scheduler.getLastLr() gives the rates as they are now.',
  },
});
