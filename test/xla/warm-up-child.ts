/**
 * Starts the CPU plugin in its folder, runs nothing, and waits until oneDNN has written code for matrix products there, as
 * `ONEDNN_JIT_DUMP` has it do. Prints how many programs were run.
 */
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { register, statistics } from '../../src/xla/index.js';

await register({ device: 'cpu' });
while (!readdirSync('.').some((name) => /^dnnl_dump_.*gemm/.test(name))) await setTimeout(10);
console.log(statistics().executions);
