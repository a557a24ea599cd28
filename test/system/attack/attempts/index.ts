import type { AttemptGroup } from '../attempt.ts';
import { DRIVER_CALLS } from './driver-calls.ts';
import { WRITING } from './file-writes.ts';
import { INHERITED_SOCKETS } from './inherited-sockets.ts';
import { KERNEL_INTERFACES } from './kernel.ts';
import { EXECUTABLE_MEMORY } from './memory.ts';
import { PRIVILEGES } from './privileges.ts';
import { PROCESSES } from './processes.ts';
import { PROGRAMS } from './programs.ts';
import { SECRET_FILES } from './secrets.ts';
import { SOCKETS } from './sockets.ts';

/** Everything that is tried. */
export const GROUPS: readonly AttemptGroup[] = [
  SOCKETS,
  INHERITED_SOCKETS,
  PROGRAMS,
  EXECUTABLE_MEMORY,
  SECRET_FILES,
  WRITING,
  PROCESSES,
  KERNEL_INTERFACES,
  PRIVILEGES,
  DRIVER_CALLS,
];
