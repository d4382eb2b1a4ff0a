/** PyTorch's names of modules that are others here: what to write instead. */
import { NO_STATE_HOOKS, teachOtherNames } from '../other-names.js';
import { Module } from './module.js';

const onDevice =
  "all is computed on what `await device()` chose, so leave it out; net.to('cuda:1') puts a model on another device.";
const lessPrecise =
  "parameters are float32. autocast('bfloat16', () => ...) computes in half the precision; fit has it as an option.";
const byPath = (kind: string) => `new Map(net.${kind}()).get(path) finds one by its path.`;

/** Fields of layers, not of all modules. */
const fields = [
  ...['inFeatures', 'outFeatures', 'inChannels', 'outChannels', 'kernelSize', 'numFeatures'],
  ...['numEmbeddings', 'embeddingDim', 'paddingIdx', 'paddingMode', 'normalizedShape', 'numGroups'],
  ...['inputSize', 'hiddenSize', 'numLayers', 'batchFirst', 'embedDim', 'numHeads', 'dModel'],
  ...['runningMean', 'runningVar', 'numBatchesTracked', 'inProjWeight', 'inProjBias', 'outProj'],
  ...['selfAttn', 'multiheadAttn', 'returnIndices', 'ceilMode', 'startDim', 'endDim'],
  ...['outputSize', 'scaleFactor', 'negativeSlope', 'ignoreIndex', 'labelSmoothing', 'posWeight'],
];

teachOtherNames(Module, {
  alsoHere: fields,
  advice: {
    add_module: 'it is registerModule(name, module) here.',
    cuda: onDevice,
    xpu: onDevice,
    to_empty: onDevice,
    half: lessPrecise,
    bfloat16: lessPrecise,
    double: 'there is no float64, parameters stay float32: leave it out.',
    share_memory: 'nothing is to be done for it here; leave it out.',
    get_submodule: byPath('namedModules'),
    set_submodule: 'assign to the field that holds it, or to a Sequential built anew.',
    get_parameter: byPath('namedParameters'),
    get_buffer: byPath('namedBuffers'),
    get_extra_state: 'registerBuffer(name, tensor) makes a tensor part of the state dict.',
    set_extra_state: 'registerBuffer(name, tensor) makes a tensor part of the state dict.',
    register_backward_hook: 'it is registerFullBackwardHook(hook) here.',
    register_full_backward_pre_hook: 'registerFullBackwardHook(hook) sees both gradients.',
    register_state_dict_pre_hook: NO_STATE_HOOKS,
    register_state_dict_post_hook: NO_STATE_HOOKS,
    register_load_state_dict_pre_hook: NO_STATE_HOOKS,
    register_load_state_dict_post_hook: NO_STATE_HOOKS,
  },
});
