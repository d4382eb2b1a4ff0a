/** The engine that TensorFlow.js computes with, once there is one. */
import { BACKEND_NAME, type XlaBackend } from './backend/backend.js';

let backend: XlaBackend | undefined;

/**
 * The backend.
 * @throws when `register` has not been called.
 */
export function registered(): XlaBackend {
  if (!backend) throw new Error(`Call register() before the ${BACKEND_NAME} backend is used.`);
  return backend;
}

export function isRegistered(): boolean {
  return backend !== undefined;
}

export function setRegistered(created: XlaBackend): void {
  backend = created;
}
