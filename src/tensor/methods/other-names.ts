/** PyTorch's names of tensors that are others here: what to write instead. */
import { teachOtherNames } from '../../other-names.js';
import { Tensor } from '../tensor.js';

const onDevice =
  "all is computed on what `await device()` chose, so leave it out; x.to('cuda:1') puts a tensor on another device, and x.device says where one is.";
const lessPrecise =
  "tensors are float32, int32 or bool. autocast('bfloat16', () => ...) computes in half the precision.";
const whole = 'whole numbers are int32: x.int().';
const notSparse = 'there are no sparse tensors; x itself is dense.';
const inLinalg = (name: string) => `it is linalg.${name}(x).`;
const inFunctional = (name: string) => `it is nn.functional.${name}(x).`;
const leftOut = 'nothing is to be done for it here; leave it out.';
const oneByOne =
  'operations take whole tensors; for numbers one by one: tensor(Array.from(x.dataSync(), (v) => ...), x.shape).';

teachOtherNames(Tensor, {
  advice: {
    '0': 'indexing is x.at(0), and x.setAt(0, value) changes a part.',
    '1': 'indexing is x.at(1), and x.setAt(1, value) changes a part.',
    '-1': 'indexing is x.at(-1), and x.setAt(-1, value) changes a part.',
    apply_: oneByOne,
    map_: oneByOne,
    map2_: oneByOne,
    grad_fn: "it is gradFn here, for names are PyTorch's in camelCase.",
    cuda: onDevice,
    xpu: onDevice,
    get_device: onDevice,
    is_cpu: onDevice,
    is_cuda: onDevice,
    is_mps: onDevice,
    is_xpu: onDevice,
    half: lessPrecise,
    bfloat16: lessPrecise,
    double: 'there is no float64, x stays float32: leave it out, or x.float().',
    byte: whole,
    char: whole,
    short: whole,
    type: 'x.dtype is the type of its numbers, and x.to(...) gives another.',
    cfloat: 'complex numbers are made by complex(real, imag).',
    cdouble: 'complex numbers are made by complex(real, imag).',
    imag: 'a tensor holds real numbers; complex(real, imag) makes what has .real and .imag.',
    numpy: 'x.toArray() gives nested lists, x.dataSync() a typed array.',
    storage: 'x.dataSync() gives all values as a typed array.',
    untyped_storage: 'x.dataSync() gives all values as a typed array.',
    data_ptr: 'x.dataSync() gives all values as a typed array.',
    resize_: 'x.reshape(...) gives another shape; a larger one is made by newZeros.',
    resize_as_: 'x.reshape(...) gives another shape; a larger one is made by newZeros.',
    set_: 'x.copy_(other) takes the values of another tensor.',
    pin_memory: leftOut,
    is_pinned: leftOut,
    share_memory_: leftOut,
    is_shared: leftOut,
    is_sparse: notSparse,
    to_sparse: notSparse,
    to_dense: notSparse,
    coalesce: notSparse,
    cholesky: inLinalg('cholesky'),
    eig: 'there is no eig; for symmetric matrices it is linalg.eigh(x).',
    lstsq: 'it is linalg.lstsq(a, b).',
    lu: 'there is no lu; linalg.solve(a, b) solves, linalg.qr(x) and linalg.svd(x) factorize.',
    qr: inLinalg('qr'),
    solve: 'it is linalg.solve(a, b).',
    svd: inLinalg('svd'),
    symeig: inLinalg('eigh'),
    triangular_solve: 'it is linalg.solveTriangular(a, b, { upper }).',
    hardshrink: inFunctional('hardshrink'),
    prelu: 'it is nn.functional.prelu(x, weight).',
    stft: 'it is a function: stft(x, nFft).',
    istft: 'it is a function: istft(z, nFft), of a ComplexTensor.',
    register_post_accumulate_grad_hook: 'x.registerHook(hook) is called with the gradient.',
    retains_grad: 'x.retainGrad() asks for the gradient of what is no leaf.',
    i0: 'it is special.i0(x).',
    igamma: 'it is special.gammainc(a, x).',
    igammac: 'it is special.gammaincc(a, x).',
    polygamma: 'it is special.polygamma(n, x).',
    unsafe_chunk: 'it is x.chunk(...).',
    unsafe_split: 'it is x.split(...).',
  },
});
