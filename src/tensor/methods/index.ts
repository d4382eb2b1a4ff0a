/** Every family of methods, so that importing this gives a whole `Tensor`. */
import './arithmetic.js';
import './elementary.js';
import './matrices.js';
import './new-tensors.js';
import './combine.js';
import './comparison.js';
import './conversion.js';
import './cumulative.js';
import './display.js';
import './functions.js';
import './gradient-hooks.js';
import './in-place.js';
import './indexing.js';
import './matmul.js';
import './order.js';
import './products.js';
import './random-in-place.js';
import './reduction.js';
import './scatter.js';
import './shape.js';
import './softmax.js';
import './split.js';
import './triangles.js';
import './unary.js';
// These stand on all others.
import './aliases.js';
import './in-place-of.js';
