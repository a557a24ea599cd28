import {
  ANIMATIONS,
  BUILT_IN_IDS,
  type BuiltInId,
  MAX_SPEED_FACTOR,
  PALETTE_NAMES,
  type PaletteName,
} from '@garland/animations';
import { ANIMATION_ID_MAX_LENGTH, isAnimationId } from '@garland/protocol';
import {
  type Field,
  integer,
  number,
  optional,
  type ProblemReport,
  string,
  type TomlNode,
  table,
  tablesOf,
  withDefault,
} from '@garland/toml';
import { duration } from './duration.ts';
import { knownName } from './known-name.ts';

/** In `then`: what was shown before. No scene can have this name. */
export const PREVIOUS = 'previous';

/** One `[scenes.ID]`. */
export interface Scene {
  readonly title: string;
  readonly animation: BuiltInId;
  /** Undefined: the animation's own. */
  readonly palette: PaletteName | undefined;
  /** A factor on the animation's own speed, at most `MAX_SPEED_FACTOR`. */
  readonly speed: number;
  /** Percent of the tree's brightness. */
  readonly brightness: number;
  /** Undefined: it lasts until something else is played. */
  readonly expiry: SceneExpiry | undefined;
}

export interface SceneExpiry {
  readonly afterMs: number;
  /** `PREVIOUS`, or an ID of this tree. */
  readonly next: string;
}

/** The keys of the file. */
interface RawScene {
  readonly title: string | undefined;
  readonly animation: BuiltInId;
  readonly palette: PaletteName | undefined;
  readonly speed: number;
  readonly brightness: number;
  readonly duration: number | undefined;
  readonly then: string | undefined;
}

const MIN_SPEED = 0.01;
/** A list of this many fits into one reply of the driver, with room to spare. */
const MAX_SCENES = 100;

const title = string('a title of 1 to 40 characters on one line', (text) =>
  /^(?=.*\S)[^\p{C}\p{Zl}\p{Zp}]{1,40}$/u.test(text),
);

function rawSceneField(sceneNames: readonly string[]): Field<RawScene> {
  const nextIds = [PREVIOUS, ...BUILT_IN_IDS, ...sceneNames];
  return table<RawScene>({
    title: optional(title),
    animation: knownName('a built-in animation', BUILT_IN_IDS),
    palette: optional(knownName('a palette', PALETTE_NAMES)),
    speed: withDefault(number(MIN_SPEED, MAX_SPEED_FACTOR, "times the animation's own speed"), 1),
    brightness: withDefault(integer(1, 100, 'percent'), 100),
    duration: optional(duration),
    // biome-ignore lint/suspicious/noThenProperty: a key of the file; a table of fields is never awaited
    then: optional(knownName(`"${PREVIOUS}", an animation or a scene of this tree`, nextIds)),
  });
}

/** The tables below `scenes`. @param sceneNames their names, which `then` can refer to */
export function scenesField(sceneNames: readonly string[]): Field<ReadonlyMap<string, Scene>> {
  const keys = rawSceneField(sceneNames);
  const item: Field<RawScene> = {
    ...keys,
    read(node, key, report) {
      checkSceneExpiry(node, key, report);
      return keys.read(node, key, report);
    },
  };
  const tables = tablesOf(NAME_EXPECTS, isSceneName, item);
  return {
    expects: tables.expects,
    fallback: { value: new Map() },
    read(node, key, report) {
      const read = tables.read(node, key, report);
      if (read && read.size > MAX_SCENES)
        return report.add('out_of_range', node.line, key, `must be at most ${MAX_SCENES}, not ${read.size}`);
      return read && new Map([...read].map(([id, each]) => [id, toScene(id, each)]));
    },
  };
}

const NAME_EXPECTS =
  'lower-case letters and digits, separated by single underscores, beginning with a letter, ' +
  `at most ${ANIMATION_ID_MAX_LENGTH} characters, and neither "${PREVIOUS}" nor that of a built-in animation`;

function isSceneName(name: string): boolean {
  return isAnimationId(name) && name !== PREVIOUS && !Object.hasOwn(ANIMATIONS, name);
}

/** The names of all scenes in a file, valid or not. */
export function sceneNamesIn({ value }: TomlNode): readonly string[] {
  const tables = value instanceof Map ? value.get('scenes')?.value : undefined;
  return tables instanceof Map ? [...tables.keys()] : [];
}

/** `duration` and `then` need each other, and a scene cannot follow itself. */
function checkSceneExpiry({ value }: TomlNode, key: string, report: ProblemReport): void {
  if (!(value instanceof Map)) return;
  const time = value.get('duration');
  const next = value.get('then');
  const wrong = (node: TomlNode, name: string, message: string): void =>
    report.add('inconsistent', node.line, `${key}.${name}`, message);
  if (next && !time) wrong(next, 'then', 'needs a "duration" too: without one, the scene never ends');
  if (time && !next)
    wrong(time, 'duration', `needs "then" too, for what follows: "off", "${PREVIOUS}", or another ID`);
  if (next && `scenes.${next.value}` === key)
    wrong(next, 'then', 'names the scene itself: to keep showing it, remove "duration" and "then"');
}

function toScene(id: string, keys: RawScene): Scene {
  const { animation, palette, speed, brightness, duration: afterMs, then: next } = keys;
  const expiry = afterMs === undefined || next === undefined ? undefined : { afterMs, next };
  return { title: keys.title ?? titleOf(id), animation, palette, speed, brightness, expiry };
}

/** "Good night" of `good_night`. */
function titleOf(id: string): string {
  return (id.charAt(0).toUpperCase() + id.slice(1)).replaceAll('_', ' ');
}
