import koffi from 'koffi';

/** Lets another thread run that waits for this core, if there is one: POSIX's `sched_yield`. */
export const yieldCore: () => number = koffi.load(null).func('sched_yield', 'int', []);
