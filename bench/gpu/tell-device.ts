/** Prints what `GRADBOOK_DEVICE` is, as JSON: a process of its own for device-facts.ts. */
import { device } from '../../src/index.js';
import { registered } from '../../src/xla/index.js';

const { name, description, count } = await device();
const { deviceKind } = registered().executor.compiler;
console.log(JSON.stringify({ device: { name, description, count }, kind: deviceKind }));
