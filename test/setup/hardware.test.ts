/** Which plugin fits a machine, and what is missing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  choosePlugin,
  fitOf,
  type Machine,
  type PluginPlatform,
} from '../../src/xla/plugins/index.js';

/** A machine that has these files, and no others. */
function machine(files: Readonly<Record<string, string>>, name = 'linux-x64'): Machine {
  return {
    name,
    read: (file) => files[file],
    list: (folder) =>
      Object.keys(files).flatMap((file) =>
        file.startsWith(`${folder}/`) ? [file.slice(folder.length + 1).split('/', 1)[0]] : [],
      ),
  };
}

const fits = (platform: PluginPlatform, on: Machine) => {
  const fit = fitOf(platform, on);
  return fit.fits ? fit.found : `no: ${fit.why}`;
};

const nvidia = (version: string) =>
  machine({
    '/proc/driver/nvidia/version': `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Sat Aug 26 01:15:15 UTC 2026\nGCC version: 12`,
  });

test("NVIDIA's driver decides which CUDA can be used", () => {
  assert.equal(fits('cuda13', nvidia('580.65.06')), 'NVIDIA driver 580.65.06');
  assert.equal(fits('cuda12', nvidia('580.65.06')), 'NVIDIA driver 580.65.06');
  assert.equal(fits('cuda12', nvidia('535.104.05')), 'NVIDIA driver 535.104.05');
  assert.equal(
    fits('cuda13', nvidia('535.104.05')),
    'no: the NVIDIA driver is 535.104.05, and cuda13 needs 580 or newer',
  );
  assert.equal(fits('cuda12', machine({})), 'no: no NVIDIA driver is loaded');
  const open =
    'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release Build  (dvs-builder)';
  assert.equal(
    fits('cuda12', machine({ '/proc/driver/nvidia/version': open })),
    'NVIDIA driver 570.86.15',
  );
});

test("AMD's needs a driver and ROCm 7, Intel's a card of Intel", () => {
  assert.equal(fits('rocm', machine({})), 'no: no AMD GPU driver is loaded');
  assert.equal(
    fits('rocm', machine({ '/dev/kfd': '' })),
    'no: it needs ROCm 7 in /opt/rocm, where nothing lies',
  );
  assert.equal(
    fits('rocm', machine({ '/dev/kfd': '', '/opt/rocm/.info/version': '7.1.0\n' })),
    'AMD GPU, ROCm 7.1.0',
  );
  const card = (vendor: string, ...libraries: string[]) =>
    machine({
      '/sys/class/drm/card0/device/vendor': `${vendor}\n`,
      ...Object.fromEntries(libraries.map((name) => [`/usr/lib64/${name}`, ''])),
    });
  assert.equal(fits('oneapi', card('0x8086', 'libze_loader.so.1')), 'Intel GPU');
  assert.match(fits('oneapi', card('0x8086')), /libze_loader\.so\.1, is not installed/);
  assert.equal(fits('oneapi', card('0x10de')), 'no: no Intel GPU driver is loaded');
});

test('a plugin for other machines says which', () => {
  assert.equal(fits('metal', machine({})), 'no: it runs on darwin-arm64, and this is linux-x64');
  assert.equal(fits('metal', machine({}, 'darwin-arm64')), "this Mac's GPU");
  assert.equal(fits('cpu', machine({})), 'this processor');
});

test('of those that fit, one that is installed is taken, else the best', () => {
  const chosen = (installed: string) => {
    const library = (platform: string) => (platform === installed ? '/a/plugin.so' : undefined);
    const choice = choosePlugin(['cuda13', 'cuda12'], nvidia('580.65.06'), library);
    return choice.kind === 'fits' && [choice.platform, choice.library];
  };
  assert.deepEqual(chosen('cuda12'), ['cuda12', '/a/plugin.so']);
  assert.deepEqual(chosen('cuda13'), ['cuda13', '/a/plugin.so']);
  assert.deepEqual(chosen('none'), ['cuda13', undefined]);
  const none = choosePlugin(['cuda13', 'cuda12'], nvidia('470.10'));
  assert.equal(none.kind === 'none' && none.reasons.length, 2);
});
