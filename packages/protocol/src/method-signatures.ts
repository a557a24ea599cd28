import type { AnimationId } from './ids.ts';
import type { Role } from './roles.ts';

export type EntryKind = 'animation' | 'scene';

/** Something that may be played. */
export interface CatalogEntry {
  readonly id: AnimationId;
  readonly title: string;
  readonly kind: EntryKind;
  readonly description: string;
}

/** What the tree shows, and why. */
export interface PlaybackState {
  readonly animation: AnimationId;
  readonly title: string;
  /** RFC 3339 in UTC: when it was chosen. */
  readonly since: string;
  /** The role of the connection that chose it, or the driver itself: at its first start, or when a time was up. */
  readonly chosenBy: Role | 'driver';
  /** RFC 3339 in UTC: when it ends by itself. Absent: it stays. */
  readonly until?: string;
  /** The ID of what follows then. */
  readonly next?: AnimationId;
  /** Percent, as somebody set it. */
  readonly brightness: number;
  /** Percent of that, if what shows is a scene that takes less than all. */
  readonly sceneBrightness?: number;
  /** The power limit dims the picture right now. */
  readonly limited: boolean;
  readonly estimatedMa: number;
  readonly budgetMa: number;
  readonly pixels: number;
  readonly framesPerSecond: number;
  readonly output: 'simulator' | 'ws281x';
}

/** Where a pixel is: z points up from the tree's foot, 1 is the radius of the tree's base. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type NoFields = Record<never, never>;

/** Every method's parameters and reply. */
export interface MethodSignatures {
  Play: { parameters: { id: AnimationId; requestId?: string }; reply: { state: PlaybackState } };
  List: { parameters: NoFields; reply: { entries: readonly CatalogEntry[] } };
  Status: { parameters: NoFields; reply: { state: PlaybackState } };
  Watch: { parameters: NoFields; reply: { state: PlaybackState } };
  SetBrightness: { parameters: { percent: number }; reply: { state: PlaybackState } };
  Strip: { parameters: NoFields; reply: { positions: readonly Position[] } };
  Frames: { parameters: NoFields; reply: { number: number; animation: AnimationId; rgb: string } };
  Reload: { parameters: NoFields; reply: { changed: readonly string[] } };
}

export type MethodName = keyof MethodSignatures;
export type ParametersOf<M extends MethodName> = MethodSignatures[M]['parameters'];
export type ReplyOf<M extends MethodName> = MethodSignatures[M]['reply'];
