export { type Clip, createClip, type FilmSource, findBestClip } from './clip.ts';
export {
  DEFAULT_GIF_FRAME_MS,
  DEFAULT_GIF_SIZE,
  type FilmJob,
  frameRenderer,
  type ImageSize,
  renderGif,
} from './render-gif.ts';
