import type { DriverConfig } from '@garland/driver-config';

/** Sections that take effect while the driver runs; a change in any other needs a restart. */
const LIVE_SECTIONS: ReadonlySet<keyof DriverConfig> = new Set([
  'light',
  'power',
  'scenes',
  'remote',
] as const);

/** The keys in which two configurations differ, and those among them that need a restart. */
export function compareConfigs(
  before: DriverConfig,
  after: DriverConfig,
): { changed: string[]; restartRequired: string[] } {
  const changed: string[] = [];
  const restartRequired: string[] = [];
  for (const section of Object.keys(after) as (keyof DriverConfig)[]) {
    const [old, now] = [valuesOf(before[section]), valuesOf(after[section])];
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      if (JSON.stringify(old.get(key)) === JSON.stringify(now.get(key))) continue;
      changed.push(`${section}.${key}`);
      if (!LIVE_SECTIONS.has(section)) restartRequired.push(`${section}.${key}`);
    }
  }
  return { changed, restartRequired };
}

/** The values of a section by key; for scenes, by ID. */
function valuesOf(section: DriverConfig[keyof DriverConfig]): ReadonlyMap<string, unknown> {
  return section instanceof Map ? section : new Map<string, unknown>(Object.entries(section));
}
