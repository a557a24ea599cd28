import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId, type PaletteName } from '@garland/animations';
import { type DriverConfig, describeScene, readDriverConfig, type Scene } from '@garland/driver-config';
import { garlandCommandHint } from '../command-line/command-hint.ts';
import { unknownAnimationWithList } from '../errors/unknown-animation.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { toPrintable } from '../text/terminal-text.ts';

/** The animation that an ID plays, with its settings. */
export interface PreviewSubject {
  readonly animation: BuiltInId;
  readonly title: string;
  readonly description: string;
  readonly palette: PaletteName;
  /** A factor on the animation's own speed. */
  readonly speed: number;
  /** Percent, perceptual. */
  readonly brightness: number;
}

/** The installed configuration if it has a scene of this ID, so that `preview` finds scenes as `play` does. */
export function findInstalledScene(
  id: string,
  env: NodeJS.ProcessEnv,
  file: string = INSTALLED_PATHS.driverConfig,
): DriverConfig | undefined {
  if (isBuiltIn(id)) return undefined;
  const config = tryOrUndefined(() => readDriverConfig(file, env));
  return config?.scenes.has(id) ? config : undefined;
}

/** @param config whose scenes can be previewed too. @throws {CliError} for an unknown ID */
export function resolvePreviewSubject(id: string, config?: DriverConfig): PreviewSubject {
  if (isBuiltIn(id)) return fromBuiltIn(id);
  if (!config)
    throw unknownAnimationWithList(
      id,
      BUILT_IN_IDS,
      `If it is one of your scenes:  ${garlandCommandHint(`preview ${toPrintable(id)} --config ${INSTALLED_PATHS.driverConfig}`)}`,
    );
  const scene = config.scenes.get(id);
  if (!scene) throw unknownAnimationWithList(id, [...BUILT_IN_IDS, ...config.scenes.keys()]);
  return fromScene(scene);
}

function fromBuiltIn(animation: BuiltInId): PreviewSubject {
  const { title, description, palette } = ANIMATIONS[animation];
  return { animation, title, description, palette, speed: 1, brightness: 100 };
}

function fromScene(scene: Scene): PreviewSubject {
  const { animation, title, palette = ANIMATIONS[animation].palette, speed, brightness } = scene;
  return { animation, title, description: describeScene(scene), palette, speed, brightness };
}

function isBuiltIn(id: string): id is BuiltInId {
  return Object.hasOwn(ANIMATIONS, id);
}
