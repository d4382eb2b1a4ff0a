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
function literal(value: number, type: ElementType): string {
  switch (type) {
    case 'f32':
    case 'bf16':
    case 'f16':
      return floatLiteral(value, NOT_FINITE[type]);
    case 'complex<f32>':
      return `(${floatLiteral(value, NOT_FINITE.f32)}, 0.0e+0)`;
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

/** NaN, infinity and minus infinity as bits. */
const NOT_FINITE = {
  f32: ['0x7FC00000', '0x7F800000', '0xFF800000'],
  bf16: ['0x7FC0', '0x7F80', '0xFF80'],
  f16: ['0x7E00', '0x7C00', '0xFC00'],
} as const;

function floatLiteral(value: number, [nan, infinity, minusInfinity]: readonly string[]): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return nan;
  if (single === Infinity) return infinity;
  if (single === -Infinity) return minusInfinity;
  if (Object.is(single, -0)) return '-0.0e+0';
  const [mantissa = '', exponent = '0'] = single.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}e${exponent}`;
}
