export { PhotoRenderer } from './core/photo/photo-renderer.ts';
export { type Margins, type Projection, projectStrip } from './core/projection.ts';
export { type Cone, fitCone, type PixelPositions } from './core/silhouette.ts';
export { type RgbImage, SketchRenderer } from './core/sketch/sketch-renderer.ts';
