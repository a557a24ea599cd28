import { dirname, resolve } from 'node:path';
import { BUILT_IN_IDS } from '@garland/animations';
import { EX_CONFIG, StartError } from '@garland/daemon';
import {
  boolean,
  type Field,
  integer,
  optional,
  ProblemReport,
  readConfig,
  string,
  type TomlNode,
  table,
  uniqueListOf,
  withDefault,
} from '@garland/toml';
import { knownName } from './known-name.ts';
import { checkOutputConfig, type OutputConfig, outputField } from './led-hardware.ts';
import {
  type ColorCorrection,
  type CrossfadeCurve,
  colorCorrection,
  crossfadeCurve,
  kelvin,
  type LightnessCurve,
  lightnessCurve,
} from './light-values.ts';
import {
  checkPowerBudget,
  type PowerConfig,
  powerField,
  type RawPower,
  resolvePower,
} from './power-config.ts';
import { type Scene, sceneNamesIn, scenesField } from './scene-fields.ts';
import type { StripConfig } from './strip.ts';
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

type RawConfig = Omit<DriverConfig, 'power'> & { readonly power: RawPower };

/**
 * Keys can name scenes that are defined further below, so their names are collected first. The defaults of `power` depend
 * on `output`, so that is read first.
 */
function schema(env: NodeJS.ProcessEnv, folder: string): Field<DriverConfig> {
  return {
    expects: 'a table',
    read(node, key, report) {
      const raw = sections(env, folder, node).read(node, key, report);
      if (!raw || report.problems.length > 0) return undefined;
      return { ...raw, power: resolvePower(raw.power, raw) };
    },
  };
}

function sections(env: NodeJS.ProcessEnv, folder: string, root: TomlNode): Field<RawConfig> {
  const sceneNames = sceneNamesIn(root);
  const ids = [...BUILT_IN_IDS, ...sceneNames];
  const playableId = knownName('an animation or a scene of this tree', ids);
  return table<RawConfig>({
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
    power: powerFieldFor(root),
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

/** @param root whose `output` can have mistakes, which are reported elsewhere */
function powerFieldFor({ value }: TomlNode): Field<RawPower> {
  const node = value instanceof Map ? value.get('output') : undefined;
  const output = node && outputField.read(node, 'output', new ProblemReport());
  const kind = node?.value instanceof Map ? node.value.get('kind') : undefined;
  return powerField(output ?? {}, kind?.line);
}

/** Checks that involve several keys. */
function checkAcrossKeys(config: DriverConfig, report: ProblemReport): void {
  const { output, paths } = config;
  checkOutputConfig(output, report);
  checkPowerBudget(config, report);
  if (resolve(paths.runtime_dir) === resolve(paths.state_dir)) {
    report.add(
      'inconsistent',
      undefined,
      'paths.state_dir',
      'must not be the same as paths.runtime_dir, which is emptied at every start',
    );
  }
}

/** @throws {ConfigError} with every mistake in the file, and in the coordinates file that it names */
export function readDriverConfig(file: string, env: NodeJS.ProcessEnv): DriverConfig {
  return readConfig(file, schema(env, dirname(file)), checkAcrossKeys);
}
