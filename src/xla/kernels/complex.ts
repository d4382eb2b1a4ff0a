/** Complex numbers: their parts, their magnitude, and the Fourier transform. */
import { apply, NONE, type Node } from '../graph/node.js';
import { sizeOf } from '../graph/shape.js';
import { fill, type Kernel, type KernelTable, operation } from './kernel.js';

const complexOp = operation('complex', (hlo, [real, imag]) => hlo.complex(real, imag));
const fourierOps = {
  FFT: operation('FFT', (hlo, [x]) => hlo.fourier('FFT', x)),
  IFFT: operation('IFFT', (hlo, [x]) => hlo.fourier('IFFT', x)),
};

function part(name: 'abs' | 'imag' | 'real'): (x: Node) => Node {
  const op = operation(`complex ${name}`, (hlo, [x]) => hlo.part(name, x));
  return (x) => apply(op, [x], NONE, 'f32', x.shape);
}

function fourier(direction: 'FFT' | 'IFFT'): Kernel<object> {
  return ({ input }) => {
    if (sizeOf(input.shape) === 0) return fill(0, input.type, input.shape);
    return apply(fourierOps[direction], [input], NONE, input.type, input.shape);
  };
}

const magnitude = part('abs');
const realPart = part('real');
const imaginaryPart = part('imag');

export const complexKernels: KernelTable = {
  Complex: ({ real, imag }) => apply(complexOp, [real, imag], NONE, 'complex<f32>', real.shape),
  Real: ({ input }) => realPart(input),
  Imag: ({ input }) => imaginaryPart(input),
  ComplexAbs: ({ x }) => magnitude(x),
  FFT: fourier('FFT'),
  IFFT: fourier('IFFT'),
};
