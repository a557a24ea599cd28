import type { Animation } from './animation.ts';
import { advent } from './library/advent.ts';
import { aurora } from './library/aurora.ts';
import { automaton } from './library/automaton.ts';
import { autumnLeaves } from './library/autumn-leaves.ts';
import { baubles } from './library/baubles.ts';
import { beacon } from './library/beacon.ts';
import { breathing } from './library/breathing.ts';
import { candle } from './library/candle.ts';
import { candyCane } from './library/candy-cane.ts';
import { chase } from './library/chase.ts';
import { colorTwinkle } from './library/color-twinkle.ts';
import { colorWipe } from './library/color-wipe.ts';
import { confetti } from './library/confetti.ts';
import { doubleHelix } from './library/double-helix.ts';
import { driftingNoise } from './library/drifting-noise.ts';
import { embers } from './library/embers.ts';
import { expandingShells } from './library/expanding-shells.ts';
import { fairyLights } from './library/fairy-lights.ts';
import { fire } from './library/fire.ts';
import { fireflies } from './library/fireflies.ts';
import { fireworks } from './library/fireworks.ts';
import { garlands } from './library/garlands.ts';
import { glitter } from './library/glitter.ts';
import { interference } from './library/interference.ts';
import { kaleidoscope } from './library/kaleidoscope.ts';
import { layers } from './library/layers.ts';
import { lightning } from './library/lightning.ts';
import { lissajous } from './library/lissajous.ts';
import { meteor } from './library/meteor.ts';
import { moonlight } from './library/moonlight.ts';
import { ocean } from './library/ocean.ts';
import { off } from './library/off.ts';
import { orbits } from './library/orbits.ts';
import { ornaments } from './library/ornaments.ts';
import { pinwheel } from './library/pinwheel.ts';
import { plasma } from './library/plasma.ts';
import { rain } from './library/rain.ts';
import { rainbow } from './library/rainbow.ts';
import { rings } from './library/rings.ts';
import { ripple } from './library/ripple.ts';
import { risingSpiral } from './library/rising-spiral.ts';
import { runningLights } from './library/running-lights.ts';
import { scanner } from './library/scanner.ts';
import { settlingSnow } from './library/settling-snow.ts';
import { snow } from './library/snow.ts';
import { star } from './library/star.ts';
import { starryNight } from './library/starry-night.ts';
import { sunrise } from './library/sunrise.ts';
import { sweepingPlane } from './library/sweeping-plane.ts';
import { theater } from './library/theater.ts';
import { tide } from './library/tide.ts';
import { tinsel } from './library/tinsel.ts';
import { twinkle } from './library/twinkle.ts';
import { unwrap } from './library/unwrap.ts';
import { warmDrift } from './library/warm-drift.ts';
import { warmWhite } from './library/warm-white.ts';

/** The IDs of the built-in animations, in the order in which they are listed. */
export const BUILT_IN_IDS = [
  'off',
  'warm_white',
  'rainbow',
  'twinkle',
  'candy_cane',
  'fire',
  'snow',
  'meteor',
  'candle',
  'embers',
  'breathing',
  'warm_drift',
  'starry_night',
  'moonlight',
  'color_twinkle',
  'fairy_lights',
  'chase',
  'theater',
  'color_wipe',
  'scanner',
  'running_lights',
  'confetti',
  'glitter',
  'aurora',
  'ocean',
  'rain',
  'fireflies',
  'lightning',
  'sunrise',
  'autumn_leaves',
  'plasma',
  'drifting_noise',
  'interference',
  'lissajous',
  'automaton',
  'garlands',
  'baubles',
  'star',
  'ornaments',
  'advent',
  'tinsel',
  'fireworks',
  'rising_spiral',
  'double_helix',
  'sweeping_plane',
  'expanding_shells',
  'settling_snow',
  'beacon',
  'rings',
  'pinwheel',
  'tide',
  'orbits',
  'layers',
  'kaleidoscope',
  'ripple',
  'unwrap',
] as const;

export type BuiltInId = (typeof BUILT_IN_IDS)[number];

/** One animation for each ID: the compiler rejects missing and unknown ones. */
export const ANIMATIONS: { readonly [Id in BuiltInId]: Animation } = {
  off,
  warm_white: warmWhite,
  rainbow,
  twinkle,
  candy_cane: candyCane,
  fire,
  snow,
  meteor,
  candle,
  embers,
  breathing,
  warm_drift: warmDrift,
  starry_night: starryNight,
  moonlight,
  color_twinkle: colorTwinkle,
  fairy_lights: fairyLights,
  chase,
  theater,
  color_wipe: colorWipe,
  scanner,
  running_lights: runningLights,
  confetti,
  glitter,
  aurora,
  ocean,
  rain,
  fireflies,
  lightning,
  sunrise,
  autumn_leaves: autumnLeaves,
  plasma,
  drifting_noise: driftingNoise,
  interference,
  lissajous,
  automaton,
  garlands,
  baubles,
  star,
  ornaments,
  advent,
  tinsel,
  fireworks,
  rising_spiral: risingSpiral,
  double_helix: doubleHelix,
  sweeping_plane: sweepingPlane,
  expanding_shells: expandingShells,
  settling_snow: settlingSnow,
  beacon,
  rings,
  pinwheel,
  tide,
  orbits,
  layers,
  kaleidoscope,
  ripple,
  unwrap,
};
