/** A number as Optuna stores it: what is not finite has a type and no value. */

export interface StoredValue {
  readonly type: 'FINITE' | 'INF_POS' | 'INF_NEG' | 'NAN';
  readonly number: number | null;
}

export function storedValue(value: number): StoredValue {
  if (Number.isFinite(value)) return { type: 'FINITE', number: value };
  if (Number.isNaN(value)) return { type: 'NAN', number: null };
  return { type: value > 0 ? 'INF_POS' : 'INF_NEG', number: null };
}

export function loadedValue(type: string, number: unknown): number {
  switch (type) {
    case 'FINITE':
      return Number(number);
    case 'INF_POS':
      return Infinity;
    case 'INF_NEG':
      return -Infinity;
    default:
      return Number.NaN;
  }
}
