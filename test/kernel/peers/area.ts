/** What the notebooks import from a file. */
export const area = (side: number): number => side ** 2;
