/** Registers every gradient rule. */
import './binary.js';
import './network.js';
import './reduction.js';
import './shape.js';
import './unary.js';
