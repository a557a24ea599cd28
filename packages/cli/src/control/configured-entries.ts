import { ANIMATIONS, BUILT_IN_IDS } from '@garland/animations';
import { describeScene, readDriverConfig } from '@garland/driver-config';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';

/** What can be played, as the driver lists it. */
export interface ListedEntry {
  readonly id: string;
  readonly title: string;
  readonly kind: 'animation' | 'scene';
  readonly description: string;
}

/** What a driver with the installed configuration would list: the animations, and the scenes if the file can be read. */
export function configuredEntries(
  env: NodeJS.ProcessEnv,
  file: string = INSTALLED_PATHS.driverConfig,
): readonly ListedEntry[] {
  const scenes = tryOrUndefined(() => readDriverConfig(file, env))?.scenes ?? new Map();
  return [
    ...BUILT_IN_IDS.map((id) => {
      const { title, description } = ANIMATIONS[id];
      return { id, title, kind: 'animation' as const, description };
    }),
    ...[...scenes].map(([id, scene]) => {
      return { id, title: scene.title, kind: 'scene' as const, description: describeScene(scene) };
    }),
  ];
}
