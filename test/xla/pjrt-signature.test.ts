import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PjrtError } from '../../src/xla/pjrt/index.js';
import { parametersOf } from '../../src/xla/pjrt/signature.js';

const main = (parameters: string) => `module @m {
  func.func public @main(${parameters}) -> (tensor<f32>) {
    %c = stablehlo.constant dense<0.0> : tensor<f32>
    return %c : tensor<f32>
  }
  func.func private @other(%x: tensor<7xf32>) -> tensor<7xf32> { return %x : tensor<7xf32> }
}`;

test('the parameters of main are read with types and shapes', () => {
  assert.deepEqual(
    parametersOf(main('%a: tensor<2x3xf32>, %b : tensor<i1>, %arg2: tensor<4xcomplex<f32>>')),
    [
      { type: 'f32', shape: [2, 3], donated: false },
      { type: 'pred', shape: [], donated: false },
      { type: 'c64', shape: [4], donated: false },
    ],
  );
  assert.deepEqual(parametersOf(main('')), []);
});

test('only the parameter with the attribute is donated', () => {
  const text = main(
    '%a: tensor<f32>, %b: tensor<f32> {mhlo.sharding = "{devices=[2,1]<=[2]) %x: tensor<9xf32>}", tf.aliasing_output = 0 : i32},\n %c: tensor<i32> loc("a.ts":3:4), %d: tensor<ui8> {jax.buffer_donor = true}',
  );
  assert.deepEqual(
    parametersOf(text).map(({ type, donated }) => [type, donated]),
    [
      ['f32', false],
      ['f32', true],
      ['s32', false],
      ['u8', true],
    ],
  );
});

test('a main that can not be checked is refused', () => {
  for (const text of [
    'module @m {}',
    main('%a: tensor<?xf32>'),
    main('%a: tensor<4xi4>'),
    main('%a: !stablehlo.token'),
    'func.func @main(%a: tensor<f32>',
  ]) {
    assert.throws(() => parametersOf(text), PjrtError, text);
  }
});
