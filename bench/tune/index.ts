/** Search over hyper-parameters: what it finds and costs beside Optuna, and small models tuned together. */
export { measureSearch, searchTable } from './search.js';
export { measureTogether, togetherTable } from './together.js';
