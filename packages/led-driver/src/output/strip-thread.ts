import { parentPort, workerData } from 'node:worker_threads';
import { type Hardware, realHardware } from './addon.ts';
import { FrameSlot } from './frame-slot.ts';
import { LedStrip } from './led-strip.ts';
import { OutputError, type OutputErrorCode, type OutputSettings } from './output.ts';

/** The thread's start parameters. */
export interface StripThreadData {
  readonly settings: OutputSettings;
  readonly memory: SharedArrayBuffer;
}

/** Its messages: once that the strip is open, or why it has failed. */
export type StripThreadMessage =
  | { readonly event: 'open' }
  | { readonly event: 'failed'; readonly code: OutputErrorCode; readonly message: string };

/** The strip's thread: it owns the addon, where each frame blocks, until it is asked to end. */
export async function runStripThread(hardware: Hardware = realHardware): Promise<void> {
  const { settings, memory }: StripThreadData = workerData;
  const slot = new FrameSlot(memory);
  const post = (message: StripThreadMessage): void => parentPort?.postMessage(message);
  try {
    if (!slot.beginTaking()) return;
    const strip = await LedStrip.open(settings, hardware);
    post({ event: 'open' });
    sendFrames(strip, slot);
  } catch (error) {
    const code = error instanceof OutputError ? error.code : 'render_failed';
    post({ event: 'failed', code, message: String((error as Error).message) });
  } finally {
    slot.endTaking();
  }
}

function sendFrames(strip: LedStrip, slot: FrameSlot): void {
  try {
    while (slot.takeFrame(strip.pixels)) {
      strip.show();
      slot.markCompleted();
    }
  } catch (error) {
    // The first fault is the one to report; hardware that refuses frames can refuse to be closed, too.
    closeQuietly(strip);
    throw error;
  }
  strip.close();
}

function closeQuietly(strip: LedStrip): void {
  try {
    strip.close();
  } catch {}
}
