/** What arrives from outside is `unknown` until one of these has looked at it. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object with string keys (not null, not an array). */
export function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field as a string, or the fallback where it is absent or of another type. */
export function stringField(object: JsonObject, name: string, fallback = ''): string {
  const value = object[name];
  return typeof value === 'string' ? value : fallback;
}

/** The field as a boolean, or the fallback where it is absent or of another type. */
export function booleanField(object: JsonObject, name: string, fallback: boolean): boolean {
  const value = object[name];
  return typeof value === 'boolean' ? value : fallback;
}

/** The field as a whole number, or the fallback where it is absent or of another type. */
export function integerField(object: JsonObject, name: string, fallback: number): number {
  const value = object[name];
  return typeof value === 'number' && Number.isInteger(value) ? value : fallback;
}
