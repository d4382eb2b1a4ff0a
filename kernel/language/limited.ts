/** What a promise gives, or undefined after so many milliseconds. The promise must not reject. */
export function limited<T>(promise: Promise<T>, milliseconds: number): Promise<T | undefined> {
  if (milliseconds <= 0) return Promise.race([promise, Promise.resolve(undefined)]);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    void promise.then((value) => {
      clearTimeout(timer);
      resolve(value);
    });
  });
}
