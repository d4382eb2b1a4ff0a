/** `require` of cells. */
import { createRequire } from 'node:module';

/** Node's `require`, which finds what the kernel brings where the folder has none of that name. */
export function requireFor(
  file: string,
  builtIn: Readonly<Record<string, object>>,
): NodeJS.Require {
  const require = createRequire(file);
  const requireHere = (id: string): unknown => {
    try {
      return require(id);
    } catch (error) {
      const isMissing =
        error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND';
      const found = isMissing ? builtIn[id] : undefined;
      if (!found) throw error;
      return found;
    }
  };
  return Object.assign(requireHere, require);
}
