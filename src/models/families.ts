/** The models of all families, and their weights. */
export * from './alexnet.js';
export * from './convnext.js';
export * from './densenet.js';
export * from './efficientnet-models.js';
export * from './googlenet.js';
export * from './mnasnet.js';
export * from './mobilenet-v2.js';
export * from './mobilenet-v3.js';
export * from './resnet-models.js';
export * from './shufflenet-v2.js';
export * from './squeezenet.js';
export * from './vgg.js';
export * from './vision-transformer.js';
