/** Functions that take functions, by the names of `torch.func`, `torch.compile` and JAX. */
export { checkpoint } from './checkpoint.js';
export { type Compiled, type CompileOptions, compile } from './compile.js';
export { cond } from './cond.js';
export { TransformationError, type TransformationProblem } from './errors.js';
export { explain } from './explain.js';
export { functionalCall, type NamedTensors, stackModuleState } from './functional-call.js';
export { type GradOptions, grad, valueAndGrad } from './grad.js';
export { hessian, type JacobianOptions, jacfwd, jacrev, vjp } from './jacobians.js';
export { jvp } from './jvp.js';
export { type ScanOptions, scan } from './scan.js';
export type { Tree } from './tree.js';
export { type InDim, type VmapOptions, vmap } from './vmap.js';
export { whileLoop } from './while-loop.js';
