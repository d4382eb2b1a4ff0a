/** Every family of methods, so that importing this gives a whole `Tensor`. */
import './arithmetic.js';
import './comparison.js';
import './conversion.js';
import './display.js';
import './in-place.js';
import './indexing.js';
import './matmul.js';
import './random-in-place.js';
import './reduction.js';
import './shape.js';
import './softmax.js';
import './unary.js';
