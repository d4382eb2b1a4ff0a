/** What modules and gradients are prepared with. PyTorch: `torch.nn.utils`. */
export { clipGradNorm_ } from './gradient-clipping.js';
export * as rnn from './packed-sequence.js';
