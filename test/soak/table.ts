/** The soaks. A new one is a file and a line here. */
import { cells } from './cells.js';
import { graphs } from './graphs.js';
import { interrupts } from './interrupts.js';
import { messages } from './messages.js';
import type { Soak } from './soak.js';

export const SOAKS: readonly Soak[] = [cells, graphs, interrupts, messages];
