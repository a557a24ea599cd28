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
} from './light-values.ts';
import { type Scene, sceneNamesIn, scenesField } from './scene-fields.ts';
import { type StripConfig, unmaskedPixels } from './strip.ts';
import { stripField } from './strip-field.ts';

export interface LightConfig {
  /** Percent, until another is set; the driver remembers that one. */
  readonly brightness: number;
  readonly frames_per_second: number;
  readonly gamma: LightnessCurve;
  readonly crossfade_ms: number;
  readonly crossfade_curve: CrossfadeCurve;
  readonly dithering: boolean;
  readonly color_correction: ColorCorrection;
  /** The colour temperature of white; undefined: no change, like daylight. */
  readonly white_point_k: number | undefined;
  /** The colour temperature of an RGBW strip's white LED; undefined: the white of red, green and blue together. */
  readonly white_led_k: number | undefined;
  /** Shown at the first start: an ID of this tree. */
  readonly animation: string;
}

/** Current at full duty, per pixel and channel, at 5 V. */
export interface PowerConfig {
  readonly budget_ma: number;
  readonly red_ma: number;
  readonly green_ma: number;
  readonly blue_ma: number;
  /** For strips with a white LED. */
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

/** systemd passes the directories that it created for the service, separated by colons if there are several. */
function directoryFromSystemd(env: NodeJS.ProcessEnv, name: string, defaultPath: string): string {
  const path = env[name] ?? defaultPath;
  if (/^\/[^:]*$/.test(path)) return path;
  throw new StartError(EX_CONFIG, `${name} in the environment must be one absolute path, not "${path}"`);
}

/** Keys can name scenes that are defined further below, so their names are collected first. */
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

/** Checks that involve several keys. */
function checkAcrossKeys({ strip, output, power, paths }: DriverConfig, report: ProblemReport): void {
  checkOutputConfig(output, report);
  const idleMa = Math.ceil(strip.pixels * power.idle_ma);
  const unmaskedCount = unmaskedPixels(strip)?.length ?? strip.pixels;
  // One step of 255 on every channel, twice for rounding.
  const dimmestWhiteMa = Math.ceil((2 * unmaskedCount * maxPixelMa(power, hasWhiteLed(output))) / 255);
  if (idleMa + dimmestWhiteMa > power.budget_ma) {
    report.add(
      'inconsistent',
      undefined,
      'power.budget_ma',
      `${power.budget_ma} is too low: ${strip.pixels} dark pixels draw ${idleMa} mA ` +
        `(strip.pixels × power.idle_ma), and the dimmest white another ${dimmestWhiteMa} mA`,
    );
  }
  if (resolve(paths.runtime_dir) === resolve(paths.state_dir)) {
    report.add(
      'inconsistent',
      undefined,
      'paths.state_dir',
      'must not be the same as paths.runtime_dir, which is emptied at every start',
    );
  }
}

/** The current of one pixel with all its LEDs at full duty, in milliamps above idle. */
export function maxPixelMa(
  { red_ma, green_ma, blue_ma, white_ma }: PowerConfig,
  hasWhiteChannel: boolean,
): number {
  return red_ma + green_ma + blue_ma + (hasWhiteChannel ? white_ma : 0);
}

/** @throws {ConfigError} with every mistake in the file, and in the coordinates file that it names */
export function readDriverConfig(file: string, env: NodeJS.ProcessEnv): DriverConfig {
  return readConfig(file, schema(env, dirname(file)), checkAcrossKeys);
}
