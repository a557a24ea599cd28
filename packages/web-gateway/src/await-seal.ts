import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { AuditLogger } from './audit/audit-logger.ts';

/** Set by garland-gateway.service, whose ExecStartPost= seals the sandbox. */
const VARIABLE = 'GARLAND_AWAIT_SEAL';
const CHECK_INTERVAL_MS = 20;
const REPORT_AFTER_MS = 2_000;

export interface SealOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly audit: AuditLogger;
  readonly readMounts?: () => string;
  readonly reportAfterMs?: number;
}

/**
 * Resolves once everything that this process sees is read-only and not executable. Before that, a hole in the gateway is
 * worth more to an attacker, so it does not listen yet. Without the unit, nothing seals it, and it does not wait.
 *
 * @see deploy/bin/seal-gateway
 */
export async function awaitSeal({
  env,
  audit,
  readMounts = () => readFileSync('/proc/self/mountinfo', 'utf8'),
  reportAfterMs = REPORT_AFTER_MS,
}: SealOptions): Promise<void> {
  if (env[VARIABLE] === undefined) return;
  const start = performance.now();
  let isReported = false;
  for (let mounts = unsealedMounts(readMounts()); mounts.length > 0; mounts = unsealedMounts(readMounts())) {
    if (!isReported && performance.now() - start >= reportAfterMs) {
      audit.record('awaiting_seal', { mounts });
      isReported = true;
    }
    await delay(CHECK_INTERVAL_MS);
  }
}

/** The mount points in a mountinfo file that are writable or executable. */
export function unsealedMounts(mountinfo: string): string[] {
  return mountinfo
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .filter(([, , , , , options = '']) => !isSealed(options.split(',')))
    .map(([, , , , mountPoint = '']) => mountPoint);
}

function isSealed(options: readonly string[]): boolean {
  return options.includes('ro') && options.includes('noexec');
}
