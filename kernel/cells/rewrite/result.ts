/** What V8 takes for the value of a cell: no long text, which it could not hand over quickly; see `../long-text.ts`. */
import type MagicString from 'magic-string';
import type { Expression, Program } from 'oxc-parser';

/** Behind a cell whose value is not shown; on a line of its own, since a comment may end the cell. */
export const NO_VALUE = '\n;void 0';

/** Cells rarely write out longer ones themselves. */
const LONG_LITERAL = 1000;

/** @param isShown whether the value is the cell's result */
export function rewriteResult(
  { body }: Program,
  text: MagicString,
  kernel: string,
  isShown: boolean,
): void {
  if (!isShown) {
    // A function that is declared is assigned, and a block has the value of an expression within it.
    text.append(NO_VALUE);
    return;
  }
  const last = body.findLast(({ type }) => type !== 'EmptyStatement');
  if (last?.type !== 'ExpressionStatement' || !mayBeLongText(last.expression)) return;
  const { type, start, end } = last.expression;
  const isList = type === 'SequenceExpression';
  text.appendLeft(start, `${kernel}.result(${isList ? '(' : ''}`);
  text.appendLeft(end, `${isList ? ')' : ''})`);
}

function mayBeLongText(expression: Expression): boolean {
  switch (expression.type) {
    case 'Literal':
      return typeof expression.value === 'string' && expression.value.length > LONG_LITERAL;
    case 'ParenthesizedExpression':
      return mayBeLongText(expression.expression);
    case 'BinaryExpression':
      return (
        expression.operator === '+' &&
        (mayBeLongText(expression.left) || mayBeLongText(expression.right))
      );
    case 'ArrayExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
    case 'FunctionExpression':
    case 'NewExpression':
    case 'ObjectExpression':
    case 'UnaryExpression':
    case 'UpdateExpression':
      return false;
    default:
      return true;
  }
}
