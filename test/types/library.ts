/** Types that must hold: this file only has to compile. What follows `@ts-expect-error` must not. */
import type { DataLoader } from '../../src/data/index.js';
import * as models from '../../src/models/index.js';
import * as nn from '../../src/nn/index.js';
import * as optim from '../../src/optim/index.js';
import { type Tensor, tensor, zeros } from '../../src/tensor/index.js';
import { fit } from '../../src/train/index.js';

class Net extends nn.Module {
  fc = new nn.Linear(4, 2);
  forward(x: Tensor) {
    return this.fc(x);
  }
}

class Pair extends nn.Module<[Tensor, number], [Tensor, Tensor]> {
  forward(x: Tensor, times: number): [Tensor, Tensor] {
    return [x, x.mul(times)];
  }
}

export function callsAreTypedByForward(): void {
  const net = new Net();
  const y: Tensor = net(zeros([1, 4]));
  const [first, second] = new Pair()(y, 2);
  first.add(second);
  // @ts-expect-error the input is a tensor
  net(3);
  // @ts-expect-error an input is needed
  net();
  // @ts-expect-error the second input is a number
  new Pair()(y, y);
  // @ts-expect-error a Net gives one tensor
  const wrong: [Tensor, Tensor] = net(y);
  wrong.at(0);
}

export function whatLayersUsuallyHaveIsThere(net: nn.Module): void {
  const bn = new nn.BatchNorm2d(8);
  bn.weight.fill_(1);
  bn.bias.fill_(0);
  bn.runningMean.add(bn.runningVar);
  new nn.Conv2d(1, 8, 3).bias.fill_(0);
  new nn.LayerNorm(8).weight.mul(2);
  net.apply((layer) => {
    if (layer instanceof nn.Linear) nn.init.zeros_(layer.bias);
    if (layer instanceof nn.BatchNorm2d) nn.init.normal_(layer.weight, 1, 0.02);
  });
  const head = { fc: new nn.Linear(8, 2) };
  head.fc = new nn.Linear(8, 2, { bias: false });
  // @ts-expect-error an instance norm has no scale unless it is asked for
  new nn.InstanceNorm2d(8).weight.shape;
}

export function modelsOfSeveralOutputsCanBeTrained(loader: DataLoader, x: Tensor): void {
  class TwoHeads extends nn.Module {
    classes = new nn.Linear(4, 3);
    size = new nn.Linear(4, 1);
    forward(x: Tensor): { classes: Tensor; size: Tensor } {
      return { classes: this.classes(x), size: this.size(x) };
    }
  }
  const net = new TwoHeads();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.1 });
  const loss = nn.functional.crossEntropy;
  fit(net, loader, {
    epochs: 1,
    optimizer,
    criterion: ({ classes, size }, y) => loss(classes, y).add(size.mean()),
  });
  // @ts-expect-error this criterion takes one tensor
  fit(net, loader, { epochs: 1, optimizer, criterion: new nn.MSELoss() });
  fit(new Net(), loader, { epochs: 1, optimizer, criterion: new nn.MSELoss() });
  const unknown: nn.Module = new Net();
  fit(unknown, loader, { epochs: 1, optimizer, criterion: (y, t) => y.sub(t).mean() });
  net(x).size.add(1);
}

export function fieldsKeepTheirTypes(): void {
  const net = new Net();
  const weight: nn.Parameter = net.fc.weight;
  const features: number = net.fc.inFeatures;
  weight.mul(features);
  // @ts-expect-error there is no such layer
  net.fc2;
  const criterion: (outputs: Tensor, targets: Tensor) => Tensor = new nn.CrossEntropyLoss();
  criterion(weight, weight);
  const modules: nn.Module[] = [net, net.fc, new nn.ReLU()];
  new nn.Sequential(...modules);
}

export function optionsAreChecked(): void {
  new nn.Linear(4, 2, { bias: false });
  new nn.Conv2d(1, 8, 3, { padding: 1, stride: [1, 2] });
  // @ts-expect-error an option that Linear doesn't have
  new nn.Linear(4, 2, { padding: 1 });
  // @ts-expect-error the number of outputs is needed
  new nn.Linear(4);
  // @ts-expect-error a reduction that there isn't
  new nn.CrossEntropyLoss({ reduction: 'median' });
  new optim.SGD(new Net().parameters(), { lr: 0.1, momentum: 0.9 });
  // @ts-expect-error the name is weightDecay
  new optim.Adam(new Net().parameters(), { weight_decay: 0.1 });
}

export function tensorsTakeNumbersAndShapes(): void {
  tensor([[1, 2]], [2, 1], 'int32');
  tensor(Float32Array.of(1));
  tensor(true);
  // @ts-expect-error a text is no number
  tensor('1');
  // @ts-expect-error a type that there isn't
  tensor([1], [1], 'float64');
  const { values, indices } = zeros([2, 2]).max(1);
  values.eq(indices);
  const most: Tensor = zeros([2, 2]).max();
  // @ts-expect-error the largest of all has no indices
  most.indices;
}

export function namesAreKnown(x: Tensor): void {
  const transformer = new nn.ModuleDict({ wte: new nn.Embedding(3, 4), h: new nn.ModuleList() });
  transformer.wte.weight.add(1);
  // @ts-expect-error there is no such module
  transformer.wpe;
  const none = new nn.ModuleDict();
  none.set('fc', new nn.Linear(4, 2)).get('fc')(x);
  none.length.toFixed();
  const [values, counts] = x.unique({ returnCounts: true });
  values.add(counts);
  x.unique().add(1);
  // @ts-expect-error the inverse was not asked for
  x.unique({ returnCounts: true })[2];
  models.vgg16().features.at(0)(x);
  zeros(2, { device: x.device }).to(x.device);
}

class Encoder extends nn.Module {
  rnn = new nn.LSTM(3, 4);
  fc = new nn.Linear(4, 2);
  forward(x: Tensor, state: [Tensor, Tensor]): [Tensor, [Tensor, Tensor]] {
    const [output, after] = this.rnn(x, state);
    return [this.fc(output), after];
  }
}

export function modelsTakeAndGiveWhatTheyLike(x: Tensor): void {
  const encoder = new Encoder();
  const [output, state] = encoder(x, [x, x]);
  output.add(state[0]);
  // @ts-expect-error the state is missing
  encoder(x);
  const averaged = new optim.swaUtils.AveragedModel(encoder);
  averaged(x, [x, x])[0].add(1);
  const layers: nn.Module[] = [encoder.fc];
  layers[0](x).add(1);
  const [packed] = encoder.rnn(nn.utils.rnn.packPaddedSequence(x, [2, 1]));
  nn.utils.rnn.padPackedSequence(packed);
}

export async function modelsWithWeightsArePromises(): Promise<void> {
  const drawn: models.ResNet = models.resnet18({ numClasses: 2 });
  const net: models.ResNet = await models.resnet18({ weights: 'DEFAULT', progress: false });
  await models.resnet50({ weights: models.ResNet50_Weights.IMAGENET1K_V2 });
  net.fc = new nn.Linear(drawn.fc.inFeatures, 2);
  net.fc = new nn.Sequential(new nn.Dropout(0.5), new nn.Linear(512, 2));
  net.conv1 = new nn.Conv2d(1, 64, 3);
  net.maxpool = new nn.Identity();
  const vit = models.vitB16({ imageSize: 32 });
  vit.heads.head = new nn.Linear(vit.heads.head.inFeatures, 2);
  // @ts-expect-error there are no such weights
  models.resnet18({ weights: 'IMAGENET1K_V2' });
  // @ts-expect-error what is awaited has layers, its promise has none
  models.resnet18({ weights: 'DEFAULT' }).fc;
  // @ts-expect-error the groups make the model what it is
  models.resnext50_32x4d({ groups: 2 });
}
