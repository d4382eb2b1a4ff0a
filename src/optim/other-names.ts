/** PyTorch's names of optimizers and schedulers that are others here: what to write instead. */
import { NO_STATE_HOOKS, teachOtherNames } from '../other-names.js';
import { LRScheduler } from './lr-scheduler/index.js';
import { Optimizer } from './optimizer.js';

const stepHook = 'there are no hooks of optimizers; write what they do beside optimizer.step().';

teachOtherNames(Optimizer, {
  alsoHere: ['paramGroups'],
  advice: {
    register_step_pre_hook: stepHook,
    register_step_post_hook: stepHook,
    register_state_dict_pre_hook: NO_STATE_HOOKS,
    register_state_dict_post_hook: NO_STATE_HOOKS,
    register_load_state_dict_pre_hook: NO_STATE_HOOKS,
    register_load_state_dict_post_hook: NO_STATE_HOOKS,
  },
});

teachOtherNames(LRScheduler, {
  alsoHere: ['baseLrs'],
  advice: {
    get_lr: 'scheduler.getLastLr() gives the rates as they are now.',
  },
});
