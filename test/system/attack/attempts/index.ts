import type { Group } from '../attempt.ts';
import { DRIVER } from './driver.ts';
import { INHERITED } from './inherited.ts';
import { KERNEL } from './kernel.ts';
import { MEMORY } from './memory.ts';
import { PRIVILEGES } from './privileges.ts';
import { PROCESSES } from './processes.ts';
import { PROGRAMS } from './programs.ts';
import { FILES } from './secrets.ts';
import { SOCKETS } from './sockets.ts';
import { WRITING } from './writing.ts';

/** Everything that is tried. */
export const GROUPS: readonly Group[] = [
  SOCKETS,
  INHERITED,
  PROGRAMS,
  MEMORY,
  FILES,
  WRITING,
  PROCESSES,
  KERNEL,
  PRIVILEGES,
  DRIVER,
];
