/** How types and literals are spelt in StableHLO text. */
import type { ElementType } from './element-type.js';
import { type Shape, sizeOf } from './shape.js';

export function tensorType(type: ElementType, shape: Shape): string {
  return shape.length === 0 ? `tensor<${type}>` : `tensor<${shape.join('x')}x${type}>`;
}

export function i64Array(numbers: readonly number[]): string {
  return numbers.length === 0 ? 'array<i64>' : `array<i64: ${numbers.join(', ')}>`;
}

/** One number as a literal. A float needs a decimal point; what is not finite is spelt by its bits. */
export function literal(value: number, type: ElementType): string {
  switch (type) {
    case 'f32':
      return floatLiteral(value);
    case 'complex<f32>':
      return `(${floatLiteral(value)}, 0.0e+0)`;
    case 'i1':
      return value ? 'true' : 'false';
    case 'i32':
      return String(value | 0);
    case 'ui8':
      return String(value & 255);
    default:
      return type satisfies never;
  }
}

/** The attribute of a constant: one number for all elements, or all of them in row-major order. */
export function denseLiteral(values: ArrayLike<number>, type: ElementType, shape: Shape): string {
  if (sizeOf(shape) === 0) return 'dense<>';
  if (values.length === 1) return `dense<${literal(values[0] ?? 0, type)}>`;
  let position = 0;
  const nested = (axis: number): string => {
    if (axis === shape.length) return literal(values[position++] ?? 0, type);
    return `[${Array.from({ length: shape[axis] ?? 0 }, () => nested(axis + 1)).join(', ')}]`;
  };
  return `dense<${nested(0)}>`;
}

function floatLiteral(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '0x7FC00000';
  if (single === Infinity) return '0x7F800000';
  if (single === -Infinity) return '0xFF800000';
  if (Object.is(single, -0)) return '-0.0e+0';
  const [mantissa = '', exponent = '0'] = single.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}
