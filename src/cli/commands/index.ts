/** All commands, in the order in which the overview lists them. */
import type { Command } from '../command.js';
import { check } from './check.js';
import { doctor } from './doctor.js';
import { engine } from './engine.js';
import { install } from './install.js';
import { lab } from './lab.js';
import { report } from './report.js';
import { run } from './run.js';
import { start } from './start.js';
import { uninstall } from './uninstall.js';

export const commands: readonly Command[] = [
  start,
  lab,
  install,
  uninstall,
  doctor,
  engine,
  run,
  report,
  check,
];
