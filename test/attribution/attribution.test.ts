/** Saliency, SmoothGrad and Grad-CAM are those of PyTorch's autograd; see make-attribution-goldens.py. */
import '../tensor/cpu.js';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  AttributionError,
  gradCam,
  nn,
  saliency,
  smoothGrad,
  type Tensor,
  tensor,
  zeros,
} from '../../src/index.js';
import { assertClose } from '../assert-close.js';

type Maps = 'saliency' | 'signed' | 'smoothGrad' | 'cam' | 'gradCam' | 'pictures';
const golden: Record<Maps, number[]> & {
  state: Record<string, { shape: number[]; values: number[] }>;
  target: number[];
  likeliest: number[];
} = JSON.parse(
  readFileSync(
    fileURLToPath(new URL('../../../test/attribution/attributions.json', import.meta.url)),
    'utf8',
  ),
);

const layer = new nn.Conv2d(3, 4, 3);
const net = new nn.Sequential(
  new nn.Conv2d(2, 3, 3, { padding: 1 }),
  new nn.BatchNorm2d(3),
  new nn.Tanh(),
  new nn.MaxPool2d(2),
  layer,
  new nn.Tanh(),
  new nn.Flatten(),
  new nn.Dropout(0.5),
  new nn.Linear(36, 3),
);
net.loadStateDict(
  Object.fromEntries(
    Object.entries(golden.state).map(([name, { shape, values }]) => [name, tensor(values, shape)]),
  ),
  { strict: false },
);
const pictures = tensor(golden.pictures, [4, 2, 10, 10]);
const { target } = golden;

function assertMap(map: Tensor, shape: number[], expected: number[]): void {
  assert.deepEqual([...map.shape], shape);
  assertClose(Array.from(map.dataSync()), expected, 1e-5);
}

test('saliency is the size of the gradient of a class’s score by the inputs', () => {
  assertMap(saliency(net, pictures, { target }), [4, 2, 10, 10], golden.saliency);
});

test('without a target it is the likeliest class, and the sign can be kept', () => {
  assertMap(saliency(net, pictures, { abs: false }), [4, 2, 10, 10], golden.signed);
  const { likeliest } = golden;
  assertMap(
    saliency(net, pictures, { target: likeliest, abs: false }),
    [4, 2, 10, 10],
    golden.signed,
  );
});

test('SmoothGrad is the mean over noisy copies, from the same random numbers', () => {
  const map = smoothGrad(net, pictures, { target, samples: 6, stdev: 0.3, seed: 11 });
  assertMap(map, [4, 2, 10, 10], golden.smoothGrad);
});

test('Grad-CAM is the layer’s channels by their mean gradients, as it is and as large as the pictures', () => {
  const own = gradCam(net, pictures, { layer, target, relu: false, upsample: false });
  assertMap(own, [4, 3, 3], golden.cam);
  assertMap(gradCam(net, pictures, { layer, target }), [4, 10, 10], golden.gradCam);
});

test('neither mode nor gradients nor hooks of the model are changed', () => {
  net.train();
  saliency(net, pictures);
  gradCam(net, pictures, { layer });
  assert.equal(net.training, true);
  assert.ok(net.parameters().every(({ grad }) => !grad));
  const [one, other] = [gradCam(net, pictures, { layer }), gradCam(net, pictures, { layer })];
  assert.deepEqual(one.dataSync(), other.dataSync());
});

test('what can’t be explained says why', () => {
  const refused = (action: () => unknown, message: RegExp) =>
    assert.throws(
      action,
      (error) => error instanceof AttributionError && message.test(error.message),
    );
  refused(() => saliency(net, pictures, { target: 3 }), /class 3; the model has 3/);
  refused(() => saliency(net, pictures, { target: [0, 1] }), /2 classes for 4 samples/);
  refused(() => saliency(new nn.Identity(), pictures), /it gave \[4, 2, 10, 10\]/);
  refused(() => smoothGrad(net, pictures, { samples: 0 }), /samples is 0/);
  refused(() => gradCam(net, pictures, { layer: new nn.ReLU() }), /isn't one of the model's/);
  refused(() => gradCam(net, pictures, undefined as never), /gradCam: name the layer .*net\.conv2/);
  refused(() => gradCam(net, pictures, { layer: new Probe().unused }), /isn't one/);
  const probe = new Probe();
  refused(() => gradCam(probe, zeros([2, 4]), { layer: probe.unused }), /it gave no tensor/);
  refused(() => gradCam(probe, zeros([2, 4]), { layer: probe.fc }), /it gave \[2, 3\]/);
});

class Probe extends nn.Module {
  fc = new nn.Linear(4, 3);
  unused = new nn.Linear(4, 3);
  forward(x: Tensor) {
    return this.fc(x);
  }
}
