/** What is not code in a text: strings and templates that have ended, and comments; regular expressions left aside. */
export const NO_CODE =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/.*/g;
