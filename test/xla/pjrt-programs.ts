/** Small StableHLO modules for the tests of the PJRT layer. */

/** (a, b) -> a + b, for f32[4]. */
export const ADD = `module @add {
  func.func public @main(%a: tensor<4xf32>, %b: tensor<4xf32>) -> tensor<4xf32> {
    %sum = stablehlo.add %a, %b : tensor<4xf32>
    return %sum : tensor<4xf32>
  }
}`;

/** (a, b) -> a + b, for f32[4]; the sum takes a's memory. */
export const ADD_INTO_FIRST = `module @add_into_first {
  func.func public @main(%a: tensor<4xf32> {tf.aliasing_output = 0 : i32}, %b: tensor<4xf32>)
      -> tensor<4xf32> {
    %sum = stablehlo.add %a, %b : tensor<4xf32>
    return %sum : tensor<4xf32>
  }
}`;

/** a -> (a transposed, its sum, whether each is positive, its size): results of several types and ranks. */
export const DESCRIBE = `module @describe {
  func.func public @main(%a: tensor<2x3xf32>)
      -> (tensor<3x2xf32>, tensor<f32>, tensor<2x3xi1>, tensor<i64>) {
    %t = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
    %zero = stablehlo.constant dense<0.0> : tensor<f32>
    %sum = stablehlo.reduce(%a init: %zero) applies stablehlo.add across dimensions = [0, 1]
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<f32>
    %zeros = stablehlo.constant dense<0.0> : tensor<2x3xf32>
    %positive = stablehlo.compare GT, %a, %zeros : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
    %size = stablehlo.constant dense<6> : tensor<i64>
    return %t, %sum, %positive, %size : tensor<3x2xf32>, tensor<f32>, tensor<2x3xi1>, tensor<i64>
  }
}`;

/** (steps, x) -> x times x, again and again: takes about a millisecond a step, so it lasts as long as a test needs. */
export const POWER = `module @power {
  func.func public @main(%steps: tensor<i32>, %x: tensor<512x512xf32>) -> tensor<512x512xf32> {
    %zero = stablehlo.constant dense<0> : tensor<i32>
    %last:2 = stablehlo.while(%i = %zero, %y = %x) : tensor<i32>, tensor<512x512xf32>
    cond {
      %more = stablehlo.compare LT, %i, %steps : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %more : tensor<i1>
    } do {
      %one = stablehlo.constant dense<1> : tensor<i32>
      %next = stablehlo.add %i, %one : tensor<i32>
      %product = stablehlo.dot_general %y, %x, contracting_dims = [1] x [0]
        : (tensor<512x512xf32>, tensor<512x512xf32>) -> tensor<512x512xf32>
      stablehlo.return %next, %product : tensor<i32>, tensor<512x512xf32>
    }
    return %last#1 : tensor<512x512xf32>
  }
}`;

/** (steps, x) -> (x's first number, what {@link POWER} gives): the first result could be there long before the second. */
export const FIRST_AND_POWER = POWER.replace('@power', '@first_and_power')
  .replace('-> tensor<512x512xf32> {', '-> (tensor<f32>, tensor<512x512xf32>) {')
  .replace(
    '    return %last#1 : tensor<512x512xf32>',
    `    %corner = stablehlo.slice %x [0:1, 0:1] : (tensor<512x512xf32>) -> tensor<1x1xf32>
    %first = stablehlo.reshape %corner : (tensor<1x1xf32>) -> tensor<f32>
    return %first, %last#1 : tensor<f32>, tensor<512x512xf32>`,
  );

/** x -> 2x, for f32[512,512]; the result takes x's memory. */
export const DOUBLE_IN_PLACE = `module @double {
  func.func public @main(%x: tensor<512x512xf32> {tf.aliasing_output = 0 : i32}) -> tensor<512x512xf32> {
    %twice = stablehlo.add %x, %x : tensor<512x512xf32>
    return %twice : tensor<512x512xf32>
  }
}`;

/** A result of 4 TB. */
export const HUGE_RESULT = `module @huge_result {
  func.func public @main(%a: tensor<f32>) -> tensor<1000000x1000000xf32> {
    %huge = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> tensor<1000000x1000000xf32>
    return %huge : tensor<1000000x1000000xf32>
  }
}`;

/** One number out of 4 TB of intermediate results: fails after the run has begun. */
export const HUGE_INSIDE = `module @huge_inside {
  func.func public @main(%a: tensor<f32>) -> tensor<f32> {
    %all = stablehlo.broadcast_in_dim %a, dims = [] : (tensor<f32>) -> tensor<1000000x1000000xf32>
    %rows = stablehlo.iota dim = 0 : tensor<1000000x1000000xf32>
    %mixed = stablehlo.add %all, %rows : tensor<1000000x1000000xf32>
    %sorted = "stablehlo.sort"(%mixed) <{dimension = 1 : i64, is_stable = false}> ({
      ^bb0(%x: tensor<f32>, %y: tensor<f32>):
        %less = stablehlo.compare LT, %x, %y : (tensor<f32>, tensor<f32>) -> tensor<i1>
        stablehlo.return %less : tensor<i1>
    }) : (tensor<1000000x1000000xf32>) -> tensor<1000000x1000000xf32>
    %first = stablehlo.slice %sorted [0:1, 0:1] : (tensor<1000000x1000000xf32>) -> tensor<1x1xf32>
    %number = stablehlo.reshape %first : (tensor<1x1xf32>) -> tensor<f32>
    return %number : tensor<f32>
  }
}`;
