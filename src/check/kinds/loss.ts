/** The loss of a model, where none is given. */
import { gatherBinary, gatherClasses, gatherNumbers } from '../../evaluation/gatherers.js';
import type { Criterion } from '../../train/index.js';
import type { Task } from './model.js';

export function defaultCriterion(task: Task): Criterion {
  switch (task) {
    case 'multiclass':
      return gatherClasses().criterion;
    case 'binary':
      return gatherBinary().criterion;
    case 'regression':
      return gatherNumbers().criterion;
    default:
      return task satisfies never;
  }
}
