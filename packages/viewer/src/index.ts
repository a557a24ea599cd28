export { toLinear, toLinearBytes } from './core/linear-light.ts';
export { PhotoRenderer } from './core/photo/photo-renderer.ts';
export { type Margins, type Projection, projectStrip } from './core/projection.ts';
export { type Cone, fitCone, type PixelPositions } from './core/silhouette.ts';
export { SketchRenderer } from './core/sketch/sketch-renderer.ts';
export type { RgbImage, TreeRenderer } from './core/tree-renderer.ts';
