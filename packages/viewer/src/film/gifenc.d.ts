/** The part of gifenc that is used here; the package brings no types. */
declare module 'gifenc' {
  interface FrameOptions {
    /** Red, green, blue bytes; needed with the first frame, which makes it that of all. At most 256. */
    readonly palette?: readonly (readonly [number, number, number])[];
    readonly delay: number;
    readonly transparent: boolean;
    readonly transparentIndex: number;
    /** 1: what was shown stays under the next frame. */
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
