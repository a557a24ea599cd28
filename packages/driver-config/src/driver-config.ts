import { dirname, resolve } from 'node:path';
import { BUILT_IN_IDS } from '@garland/animations';
import { EX_CONFIG, StartError } from '@garland/daemon';
import {
  boolean,
  type Field,
  integer,
  number,
  optional,
  type ProblemReport,
  readConfig,
  string,
  table,
  uniqueListOf,
  withDefault,
} from '@garland/toml';
import { knownName } from './known-name.ts';
import { checkOutputConfig, hasWhiteLed, type OutputConfig, outputField } from './led-hardware.ts';
import {
  type ColorCorrection,
  type CrossfadeCurve,
  colorCorrection,
  crossfadeCurve,
  kelvin,
  type LightnessCurve,
  lightnessCurve,
} from './light-fields.ts';
import { type Scene, sceneNamesIn, scenesField } from './scene-fields.ts';
import { type StripConfig, unmaskedPixels } from './strip.ts';
import { stripField } from './strip-field.ts';

export interface LightConfig {
  /** Percent; in force until somebody sets another, which is then remembered. */
  readonly brightness: number;
  readonly frames_per_second: number;
  readonly gamma: LightnessCurve;
  readonly crossfade_ms: number;
  readonly crossfade_curve: CrossfadeCurve;
  readonly dithering: boolean;
  readonly color_correction: ColorCorrection;
  /** What a picture's white looks like; undefined leaves it as it is, like daylight. */
  readonly white_point_k: number | undefined;
  /** The colour of the white LED of an RGBW strip; undefined for the white of its red, green and blue together. */
  readonly white_led_k: number | undefined;
  /** What shows at the very first start: an ID of this tree. */
  readonly animation: string;
}

/** Current at full duty, per pixel and channel, at 5 V. */
export interface PowerConfig {
  readonly budget_ma: number;
  readonly red_ma: number;
  readonly green_ma: number;
  readonly blue_ma: number;
  /** Only strips with a white LED draw it. */
  readonly white_ma: number;
  readonly idle_ma: number;
}

export interface DriverConfig {
  readonly strip: StripConfig;
  readonly output: OutputConfig;
  readonly light: LightConfig;
  readonly power: PowerConfig;
  /** By ID, in the file's order. */
  readonly scenes: ReadonlyMap<string, Scene>;
  /** IDs of this tree. */
  readonly remote: { readonly allow: readonly string[] };
  readonly paths: { readonly runtime_dir: string; readonly state_dir: string };
}

const directory = string('an absolute path', (value) => value.startsWith('/') && !value.includes('\0'));

/** systemd names the directories that it made for the service; several of them would stand there with colons between. */
function directoryFromSystemd(env: NodeJS.ProcessEnv, name: string, defaultPath: string): string {
  const path = env[name] ?? defaultPath;
  if (/^\/[^:]*$/.test(path)) return path;
  throw new StartError(EX_CONFIG, `${name} in the environment must be one absolute path, not "${path}"`);
}

/** Scenes may be named before they are defined, so their names are looked up first. */
function schema(env: NodeJS.ProcessEnv, folder: string): Field<DriverConfig> {
  return {
    expects: 'a table',
    read: (node, key, report) => sections(env, folder, sceneNamesIn(node)).read(node, key, report),
  };
}

function sections(
  env: NodeJS.ProcessEnv,
  folder: string,
  sceneNames: readonly string[],
): Field<DriverConfig> {
  const ids = [...BUILT_IN_IDS, ...sceneNames];
  const playableId = knownName('an animation or a scene of this tree', ids);
  return table<DriverConfig>({
    strip: stripField(folder),
    output: outputField,
    light: table<LightConfig>({
      brightness: withDefault(integer(0, 100, 'percent'), 100),
      frames_per_second: withDefault(integer(1, 500), 60),
      gamma: withDefault(lightnessCurve, 2.2),
      crossfade_ms: withDefault(integer(0, 10_000, 'milliseconds'), 800),
      crossfade_curve: withDefault(crossfadeCurve, 'smooth'),
      dithering: withDefault(boolean, true),
      color_correction: withDefault(colorCorrection, 'none'),
      white_point_k: optional(kelvin),
      white_led_k: optional(kelvin),
      animation: withDefault(playableId, 'warm_white'),
    }),
    power: table<PowerConfig>({
      budget_ma: withDefault(integer(50, 200_000, 'milliamps'), 1000),
      red_ma: withDefault(number(0.1, 100, 'milliamps'), 16),
      green_ma: withDefault(number(0.1, 100, 'milliamps'), 11),
      blue_ma: withDefault(number(0.1, 100, 'milliamps'), 15),
      white_ma: withDefault(number(0.1, 100, 'milliamps'), 20),
      idle_ma: withDefault(number(0, 10, 'milliamps'), 1),
    }),
    scenes: scenesField(sceneNames),
    remote: table<DriverConfig['remote']>({
      allow: withDefault(uniqueListOf(playableId, 1), ids),
    }),
    paths: table<DriverConfig['paths']>({
      runtime_dir: withDefault(directory, directoryFromSystemd(env, 'RUNTIME_DIRECTORY', '/run/garland')),
      state_dir: withDefault(directory, directoryFromSystemd(env, 'STATE_DIRECTORY', '/var/lib/garland')),
    }),
  });
}

/** What no single key can show to be wrong. */
function checkAcrossKeys({ strip, output, power, paths }: DriverConfig, report: ProblemReport): void {
  checkOutputConfig(output, report);
  const idleMa = Math.ceil(strip.pixels * power.idle_ma);
  const unmaskedCount = unmaskedPixels(strip)?.length ?? strip.pixels;
  // One step of 255 on every channel, and as much again for what rounding may add to it.
  const dimmestWhiteMa = Math.ceil((2 * unmaskedCount * maxPixelMa(power, hasWhiteLed(output))) / 255);
  if (idleMa + dimmestWhiteMa > power.budget_ma) {
    report.add(
      'inconsistent',
      undefined,
      'power.budget_ma',
      `${power.budget_ma} is not enough: ${strip.pixels} dark pixels alone draw ${idleMa} mA ` +
        `(strip.pixels × power.idle_ma), and the faintest white ${dimmestWhiteMa} mA more`,
    );
  }
  if (resolve(paths.runtime_dir) === resolve(paths.state_dir)) {
    report.add(
      'inconsistent',
      undefined,
      'paths.state_dir',
      'must not be paths.runtime_dir: the first is kept on disk, the second ends with the session',
    );
  }
}

/** What one pixel draws with every LED of it at full, in milliamps above idle. */
export function maxPixelMa(
  { red_ma, green_ma, blue_ma, white_ma }: PowerConfig,
  hasWhiteChannel: boolean,
): number {
  return red_ma + green_ma + blue_ma + (hasWhiteChannel ? white_ma : 0);
}

/** @throws {ConfigError} with every mistake in the file, and in the file of coordinates that it may name */
export function readDriverConfig(file: string, env: NodeJS.ProcessEnv): DriverConfig {
  return readConfig(file, schema(env, dirname(file)), checkAcrossKeys);
}
