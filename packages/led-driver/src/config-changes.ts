import type { DriverConfig } from '@garland/driver-config';

/** Sections that take effect while the driver runs; a change in any other needs a restart. */
const LIVE_SECTIONS: ReadonlySet<keyof DriverConfig> = new Set(['light', 'power', 'remote'] as const);

/** The keys in which two configurations differ, and those among them that need a restart. */
export function compareConfigs(
  before: DriverConfig,
  after: DriverConfig,
): { changed: string[]; needRestart: string[] } {
  const changed: string[] = [];
  const needRestart: string[] = [];
  for (const section of Object.keys(after) as (keyof DriverConfig)[]) {
    const old: Record<string, unknown> = { ...before[section] };
    for (const [key, value] of Object.entries(after[section])) {
      if (JSON.stringify(old[key]) === JSON.stringify(value)) continue;
      changed.push(`${section}.${key}`);
      if (!LIVE_SECTIONS.has(section)) needRestart.push(`${section}.${key}`);
    }
  }
  return { changed, needRestart };
}
