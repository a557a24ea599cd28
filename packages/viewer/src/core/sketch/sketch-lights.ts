import { smoothStep } from '@garland/animations/curve-table';
import { forEachDotWithin, type LightMap, LightMapBuilder, lightSpacingDots } from '../light-map.ts';
import type { Projection } from '../projection.ts';

/** The bulb itself, seen directly. */
const BULB_BRIGHTNESS = 2;
/** The share that the needles around it reflect. */
const GLOW_BRIGHTNESS = 0.16;
const FAR_BULB_SHARE = 0.06;
const FAR_GLOW_SHARE = 0.25;
/** The share of the background that a bulb hides. */
const BULB_OPACITY = 0.85;
const MIN_WEIGHT = 0.002;

/** `albedo`: of the backdrop, three values a dot. */
export function buildSketchLightMap(projection: Projection, albedo: Float32Array): LightMap {
  const count = projection.lightX.length;
  const { bulb, glow } = lightRadii(projection);
  const builder = new LightMapBuilder(count);
  const occlusion = new Float32Array(projection.width * projection.height);
  // Each bulb hides those behind it.
  const frontToBack = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => projection.depth[a]! - projection.depth[b]!,
  );
  for (const light of frontToBack) {
    const frontness = 1 - smoothStep(0, 1, projection.depth[light]!);
    const bulbBrightness = BULB_BRIGHTNESS * (FAR_BULB_SHARE + (1 - FAR_BULB_SHARE) * frontness ** 1.5);
    const glowBrightness = GLOW_BRIGHTNESS * (FAR_GLOW_SHARE + (1 - FAR_GLOW_SHARE) * frontness);
    forEachDotWithin(projection, light, glow * 2.6, (dot, distance) => {
      const direct = Math.exp(-0.5 * (distance / bulb) ** 2);
      const around = glowBrightness * Math.exp(-0.5 * (distance / glow) ** 2);
      const visibleBulb = bulbBrightness * direct * (1 - occlusion[dot]!);
      occlusion[dot] = Math.max(occlusion[dot]!, BULB_OPACITY * direct * frontness);
      if (visibleBulb + around < MIN_WEIGHT) return;
      const [red, green, blue] = [albedo[dot * 3]!, albedo[dot * 3 + 1]!, albedo[dot * 3 + 2]!];
      builder.add(
        light,
        dot,
        visibleBulb + around * red,
        visibleBulb + around * green,
        visibleBulb + around * blue,
      );
    });
  }
  return builder.build();
}

/** Radii in dots of a bulb and of the glow around it: the denser the lights, the smaller. */
function lightRadii(projection: Projection): { readonly bulb: number; readonly glow: number } {
  const spacing = lightSpacingDots(projection);
  const treeRadius = projection.dotsPerUnit * projection.cone.radius;
  return {
    bulb: clamp(spacing * 0.17, 0.42, 0.45 + treeRadius * 0.012),
    glow: clamp(spacing * 0.62, 0.8, treeRadius * 0.32 + 0.8),
  };
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
