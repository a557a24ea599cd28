import { type BigIntStats, statSync } from 'node:fs';
import type { Audit } from '../audit/audit.ts';
import type { AuditEvents } from '../audit/events.ts';
import { fingerprintOf, type Reading, type Registry, readRegistry } from './registry-reader.ts';

/** File systems keep time in ticks: a file that changed just now may change once more and look the same. */
const SETTLED_AFTER_MS = 100;

/**
 * The file of issued tokens. It is looked at on every use and read again when it has changed, so a revocation counts
 * from the next request on. While it can't be trusted there is no registry, and no token is accepted.
 */
export class RegistryFile {
  readonly #path: string;
  readonly #audit: Audit;
  #reading: Reading | undefined;
  #fingerprint: string | undefined;
  #reported = '';

  constructor(path: string, audit: Audit) {
    this.#path = path;
    this.#audit = audit;
  }

  current(): Registry | undefined {
    if (!this.#reading || !this.#fingerprint || this.#fingerprint !== fingerprintAt(this.#path)) this.#read();
    return this.#reading && 'registry' in this.#reading ? this.#reading.registry : undefined;
  }

  #read(): void {
    const { reading, stats } = readRegistry(this.#path);
    this.#reading = reading;
    this.#fingerprint = stats && isSettled(stats) ? fingerprintOf(stats) : undefined;
    this.#report(reading);
  }

  /** One record a change, not one a request. */
  #report(reading: Reading): void {
    const fields =
      'registry' in reading ? counts(reading.registry) : { problem: `${this.#path}: ${reading.fault}` };
    const report = JSON.stringify(fields);
    if (report === this.#reported) return;
    this.#reported = report;
    if ('problem' in fields) this.#audit.record('registry_unavailable', fields);
    else this.#audit.record('registry_loaded', fields);
  }
}

function counts({ tree, records }: Registry): AuditEvents['registry_loaded'] {
  const revoked = [...records.values()].filter(({ revokedAt }) => revokedAt !== undefined).length;
  return { tree, tokens: records.size, revoked };
}

function fingerprintAt(path: string): string | undefined {
  try {
    return fingerprintOf(statSync(path, { bigint: true }));
  } catch {
    return undefined;
  }
}

function isSettled({ ctimeNs }: BigIntStats): boolean {
  return Date.now() - Number(ctimeNs / 1_000_000n) > SETTLED_AFTER_MS;
}
