/**
 * How deep a text nests: the parsers descend for each bracket, arrow, condition and type argument, and end the process
 * where the stack is full. Told from the text alone, roughly: no one writes a tenth of what is refused.
 */
import { NO_CODE } from './no-code.js';

/** How deep brackets may nest; a parser can do twice as much on the smallest stack. */
const DEEPEST = 1000;
/** What a bracket, or what takes as much of a parser's stack, counts for; an operator counts for 1. */
const LEVEL = 10;

const TOKENS = new RegExp(
  [
    /(?<open>[([{])|(?<close>[)\]}])/,
    // Where the next statement, element or argument begins, so that what came before it is over.
    /(?<next>,|;(?!\s*else\b)|(?<=[\w$)\]}]|[^=]>)[^\S\n]*\n\s*(?=[\w$@({[])(?!(?:else|extends|in|instanceof|as|satisfies)\b)|(?<=\})\s*(?=[\w$@])(?!(?:else|catch|finally|while)\b))/,
    /(?<end><\/[\w$.:-]*>|\/>)|(?<angle><(?=[\w$>]))/,
    // `a = b = c`, but not the attributes of JSX.
    /(?<level>=>|\?(?![.?])|=(?=\s*[\w$.]+\s*=(?![=>]))|\b(?:class|for|infer|keyof|readonly|unique|yield)\b)/,
    /(?<operator>[-+*/%&|^!~.:?=<>@`]|\b(?:as|await|delete|do|else|if|in|instanceof|is|new|satisfies|typeof|void|while)\b)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** What may count for `LEVEL`. */
const HEAVY = /[([{?<=]|\b(?:class|for|infer|keyof|readonly|unique|yield)\b/g;

/** What is said of a text that nests too deep. */
export const TOO_DEEP = `Brackets, arrows or conditions are nested more than ${DEEPEST} deep here: give a part of it a name.`;

/** The offset from where a text is nested too deep; undefined where it is not. */
export function tooDeep(text: string): number | undefined {
  const limit = DEEPEST * LEVEL;
  // Nearly every text is too short for all of it to count for more.
  if (text.length + LEVEL * (text.match(HEAVY)?.length ?? 0) <= limit) return undefined;
  const code = text.replace(NO_CODE, (part) => (/^\//.test(part) ? ' ' : 'x').repeat(part.length));
  /** What is open: brackets, and `<` of types and elements. */
  const opened: { readonly isAngle: boolean; readonly before: number }[] = [];
  let depth = 0;
  const isInAngle = () => opened.at(-1)?.isAngle === true;
  /** Goes back to where the innermost bracket begins. */
  const toBracket = () => {
    while (isInAngle()) opened.pop();
    const bracket = opened.at(-1);
    depth = bracket ? bracket.before + LEVEL : 0;
  };
  for (const { groups = {}, index } of code.matchAll(TOKENS)) {
    const { open, angle, close, next, end, level, operator } = groups;
    if (open || angle) opened.push({ isAngle: angle !== undefined, before: depth });
    if (open || angle || level) depth += LEVEL;
    else if (operator) depth += 1;
    else if (next !== undefined) toBracket();
    else if (close) {
      toBracket();
      depth = (opened.pop()?.before ?? 0) + 1;
    } else if (end && isInAngle()) depth = opened.pop()?.before ?? 0;
    if (depth > limit) return index;
  }
  return undefined;
}
