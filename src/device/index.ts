/** What to compute on. */
export { type DeviceName, take } from './candidates.js';
export { type Device, device } from './device.js';
export { DeviceError } from './errors.js';
