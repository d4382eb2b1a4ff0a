/** The cells that the kernels run: the same work in each language. */

export interface Cells {
  readonly trivial: string;
  /** `{i}` becomes a number. */
  readonly declare: string;
  /** Prints `line`, a blank and a number, 20,000 times. */
  readonly lines: string;
  /** Computes for three seconds. */
  readonly loop: string;
  readonly forever: string;
  /** Declares a constant of 42, and shows it. */
  readonly keep: string;
  readonly kept: string;
  /** Its completions have `floor`. */
  readonly toComplete: string;
  readonly beforeCompletion: string;
}

export const javascript: Cells = {
  trivial: '1+1',
  declare: 'function add{i}(a, b) { return a + b + {i}; }\nconst sum{i} = add{i}({i}, 1);',
  lines: 'for (let i = 0; i < 20000; i++) console.log("line " + i);',
  loop: '{ const end = Date.now() + 3000; while (Date.now() < end) {} }',
  forever: 'while (true) {}',
  keep: 'const keep = 40 + 2;',
  kept: 'keep',
  toComplete: 'Math.',
  beforeCompletion: '1+1',
};

export const typescript: Cells = {
  ...javascript,
  declare:
    'function add{i}(a: number, b: number): number { return a + b + {i}; }\nconst sum{i}: number = add{i}({i}, 1);',
  keep: 'const keep: number = 40 + 2;',
};

export const python: Cells = {
  trivial: '1+1',
  declare:
    'def add{i}(a: int, b: int) -> int:\n    return a + b + {i}\nsum{i}: int = add{i}({i}, 1)',
  lines: 'for i in range(20000): print("line", i)',
  loop: 'import time\nend = time.time() + 3\nwhile time.time() < end: pass',
  forever: 'while True: pass',
  keep: 'keep: int = 40 + 2',
  kept: 'keep',
  toComplete: 'math.',
  beforeCompletion: 'import math',
};
