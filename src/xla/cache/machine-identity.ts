/** What of this machine a compiled program depends on: XLA writes code for the very processor that it runs on. */
import { readFileSync } from 'node:fs';
import os from 'node:os';

export function machineIdentity(): readonly string[] {
  const model = os.cpus()[0]?.model ?? '';
  return [process.platform, process.arch, model, cpuFeatures(), process.env.XLA_FLAGS ?? ''];
}

/** The instruction sets of the processor, where the system tells them; its model says the rest. */
function cpuFeatures(): string {
  try {
    const lines = readFileSync('/proc/cpuinfo', 'latin1').split('\n');
    return lines.find((line) => /^(flags|Features)\s*:/.test(line)) ?? '';
  } catch {
    return '';
  }
}
