import {
  ANIMATIONS,
  type AnimationContext,
  BUILT_IN_IDS,
  type BuiltInId,
  helixStrip,
  PALETTE_NAMES,
  PALETTES,
  type PaletteName,
  type Strip,
} from '@garland/animations';
import { PhotoRenderer } from '@garland/viewer';
import { DEFAULT_GIF_SIZE, type FilmSource, type ImageSize } from '@garland/viewer/film';

/** One picture of the gallery. */
export interface GalleryPicture {
  /** An animation's ID or a palette's name. */
  readonly name: string;
  /** Relative to the gallery's folder. */
  readonly file: string;
  /** Creates the source and the renderer, which is work that an up-to-date picture can save. */
  prepare(): PictureSetup;
}

export interface PictureSetup {
  readonly source: FilmSource;
  readonly renderer: PhotoRenderer;
}

interface FilmingOptions {
  /** A factor on the speed, for animations with a long period. */
  readonly speedFactor?: number;
  /** The part of the animation that is typical of it. */
  readonly fromS?: number;
  readonly toS?: number;
  readonly date?: NonNullable<AnimationContext['date']>;
}

/** For animations that do not look their best in any few seconds at normal speed. */
export const FILMING_OPTIONS: { readonly [Id in BuiltInId]?: FilmingOptions } = {
  rainbow: { speedFactor: 3.5 },
  breathing: { speedFactor: 2.5 },
  color_wipe: { speedFactor: 2.5 },
  sunrise: { speedFactor: 12 },
  settling_snow: { fromS: 4, toS: 11 },
  pinwheel: { speedFactor: 5 },
  tide: { toS: 7 },
  unwrap: { speedFactor: 3 },
  // The third Sunday: three candles are lit, and one is not.
  advent: { date: { year: 2026, month: 12, day: 13 } },
};

const PIXEL_COUNT = 250;
const PALETTE_SIZE: ImageSize = { width: 120, height: 168 };
const PALETTE_PIXEL_COUNT = 150;

export function pictureFile(kind: 'animations' | 'palettes', name: string): string {
  return `${kind}/${name}.gif`;
}

/** Each animation on this strip, and each palette on a small tree. */
export function galleryPictures(strip: Strip = helixStrip({ pixels: PIXEL_COUNT })): GalleryPicture[] {
  const small = helixStrip({ pixels: PALETTE_PIXEL_COUNT });
  const renderer = memoize(() => new PhotoRenderer(strip, DEFAULT_GIF_SIZE.width, DEFAULT_GIF_SIZE.height));
  const smallRenderer = memoize(() => new PhotoRenderer(small, PALETTE_SIZE.width, PALETTE_SIZE.height));
  return [
    ...BUILT_IN_IDS.map((name) => ({
      name,
      file: pictureFile('animations', name),
      prepare: () => ({ source: animationSource(strip, name), renderer: renderer() }),
    })),
    ...PALETTE_NAMES.map((name) => ({
      name,
      file: pictureFile('palettes', name),
      prepare: () => ({ source: paletteSource(small, name), renderer: smallRenderer() }),
    })),
  ];
}

function memoize<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

function animationSource(strip: Strip, id: BuiltInId): FilmSource {
  const { palette, speed, isStill, prepare } = ANIMATIONS[id];
  const { speedFactor = 1, fromS = 0, toS, date } = FILMING_OPTIONS[id] ?? {};
  const context = { strip, palette: PALETTES[palette], seed: 1 };
  const paint = prepare(date === undefined ? context : { ...context, date });
  return {
    paint: (timeS, frame) => paint(fromS + timeS * speed * speedFactor, frame),
    pixels: strip.count,
    isStill,
    ...(toS === undefined ? {} : { endS: toS - fromS }),
  };
}

/** The palette along the string, from its beginning at the first pixel to its end at the last. */
function paletteSource({ count, along }: Strip, name: PaletteName): FilmSource {
  const { rgb } = PALETTES[name];
  const steps = rgb.length / 3;
  return {
    paint: (_timeS, frame) => {
      for (let i = 0; i < count; i++) {
        const step = Math.min(steps - 1, Math.floor(along[i]! * steps));
        frame.set(rgb.subarray(step * 3, step * 3 + 3), i * 3);
      }
    },
    pixels: count,
    isStill: true,
  };
}
