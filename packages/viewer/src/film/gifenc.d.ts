/** The part of gifenc that is used here; the package has no types. */
declare module 'gifenc' {
  interface FrameOptions {
    /** At most 256 colours of red, green and blue bytes. The first frame's palette is used for all. */
    readonly palette?: readonly (readonly [number, number, number])[];
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** 1: the next frame is drawn over this one. */
    readonly dispose: 0 | 1 | 2 | 3;
    /** 0: for ever. */
    readonly repeat: number;
  }

  interface Encoder {
    writeFrame(index: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  const gifenc: { GIFEncoder(): Encoder };
  export default gifenc;
}
