import { smoothStep } from '@garland/animations/curve-table';
import { forEachDotWithin, type LightMap, LightMapBuilder, lightSpacingDots } from '../light-map.ts';
import type { Projection } from '../projection.ts';

/** A bulb's standard deviation in radii of the tree; at least in dots; and, where lights are dense, in their spacing. */
const BULB_DEVIATION = 0.013;
const MIN_DEVIATION_DOTS = 0.6;
const MAX_DEVIATION_TO_SPACING = 0.17;
/** Beyond this many standard deviations a bulb is not drawn. */
const CUTOFF_DEVIATIONS = 3.2;

/** The share seen of a light on the far side: hardly anything through needles, more through a gap. */
const FOLIAGE_TRANSMISSION = 0.03;
const GAP_TRANSMISSION = 0.5;

/** `coverage`: the share of each dot that the tree hides. */
export function buildPhotoLightMap(projection: Projection, coverage: Float32Array): LightMap {
  const count = projection.lightX.length;
  const deviation = bulbDeviationDots(projection);
  const builder = new LightMapBuilder(count);
  for (let light = 0; light < count; light++) {
    const frontness = 1 - smoothStep(0, 1, projection.depth[light]!);
    forEachDotWithin(projection, light, CUTOFF_DEVIATIONS * deviation, (dot, distance) => {
      const transmission = FOLIAGE_TRANSMISSION + GAP_TRANSMISSION * (1 - coverage[dot]!);
      const weight =
        (frontness + (1 - frontness) * transmission) * Math.exp(-0.5 * (distance / deviation) ** 2);
      builder.add(light, dot, weight, weight, weight);
    });
  }
  return builder.build();
}

function bulbDeviationDots(projection: Projection): number {
  const bySize = BULB_DEVIATION * projection.cone.radius * projection.dotsPerUnit;
  const byDensity = MAX_DEVIATION_TO_SPACING * lightSpacingDots(projection);
  return Math.max(MIN_DEVIATION_DOTS, Math.min(bySize, byDensity));
}
