import { GifReader } from 'omggif';

/** The file as another program reads it: the R, G, B bytes displayed for each frame. */
export function decodeGif(gif: Uint8Array): { reader: GifReader; frames: Uint8Array[] } {
  const reader = new GifReader(Buffer.from(gif));
  const screen = new Uint8Array(reader.width * reader.height * 4);
  const frames = Array.from({ length: reader.numFrames() }, (_, i) => {
    reader.decodeAndBlitFrameRGBA(i, screen);
    return screen.filter((_, at) => at % 4 < 3);
  });
  return { reader, frames };
}
