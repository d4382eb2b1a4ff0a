/** What is asked of each kernel, and the figures that answer it: the rows of the table. */

/** Each is a file in questions/. */
export type Question = 'start' | 'trivial' | 'declare' | 'lines' | 'completion' | 'interrupt';

export interface Row {
  readonly figure: string;
  readonly question: Question;
  readonly title: string;
  /** Whether its ratio to the reference says something: not of what is a count or a ratio itself. */
  readonly compared: boolean;
}

/** @param declares how many declaring cells there are */
export function rows(declares: number): Row[] {
  const edge = Math.floor(declares / 6);
  const compared = (question: Question, title: string, figure: string = question): Row => ({
    question,
    title,
    figure,
    compared: true,
  });
  const plain = (question: Question, title: string, figure: string): Row => ({
    ...compared(question, title, figure),
    compared: false,
  });
  return [
    compared('start', 'spawn to first `1+1` idle, s'),
    compared('trivial', '`1+1`, ms'),
    plain('trivial', '`1+1`: idle never came', 'lostEnds'),
    compared('declare', `declaring cell, last ${edge} of ${declares}, ms`),
    plain('declare', `the same, in times of the first ${edge}`, 'growth'),
    compared('lines', '20,000 lines, s'),
    plain('lines', '20,000 lines: lost', 'lostLines'),
    plain('lines', '20,000 lines: after idle', 'lateLines'),
    compared('completion', 'completion while a cell loops, ms'),
    compared('interrupt', 'interrupt of `while (true) {}`, ms'),
    compared('start', 'memory after start, MB', 'memory'),
  ];
}
