/** What to compute on. */
export { take } from './candidates.js';
export { type Device, device } from './device.js';
