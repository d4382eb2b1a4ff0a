/** The tests of tfjs-core that fail on the backend `xla`, and why that is so; docs/engine.md tells it to users. */
export const knownFailures: Readonly<Record<string, string>> = {
  'gather test-xla {} throws when index is out of bound':
    'a program cannot raise an error for a value, and to look at the indices first would stop the pipeline',
  'tan test-xla {} numbers exceed float32 precision':
    'the last bit of a float32 tangent next to its pole; the test expects the one of float64',
};
