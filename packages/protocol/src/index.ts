export { CallError, type ErrorName, type ErrorParameters, invalidParameter } from './call-error.ts';
export { type Call, MESSAGE_FAULTS, type MessageFault, parseCall } from './call-message.ts';
export { ERROR_NAMES, ERRORS, type ErrorSpec, parseError } from './error-table.ts';
export { encodeFrame, FrameDecoder } from './framing.ts';
export { ANIMATION_ID_MAX_LENGTH, type AnimationId, isAnimationId, isRequestId } from './ids.ts';
export { driverDescription, SERVICE_DESCRIPTION } from './interface-description.ts';
export { catalogEntryType, playbackStateType, positionType, REPLY_FIELDS } from './method-replies.ts';
export type {
  CatalogEntry,
  EntryKind,
  MethodName,
  MethodSignatures,
  ParametersOf,
  PlaybackState,
  Position,
  ReplyOf,
} from './method-signatures.ts';
export {
  DRIVER_INTERFACE,
  findMethod,
  METHOD_NAMES,
  METHODS,
  type MethodSpec,
  SERVICE_INTERFACE,
} from './methods.ts';
export { parseReply, type Reply } from './reply-message.ts';
export { ROLES, type Role } from './roles.ts';
export {
  CALL_LIMIT_BYTES,
  MAX_JSON_DEPTH,
  REPLY_LIMIT_BYTES,
  ROLE_LIMITS,
  type RoleLimits,
} from './socket-limits.ts';
export {
  type Invalid,
  invalid,
  isJsonObject,
  type JsonFault,
  type JsonObject,
  type Parsed,
  parseJsonObject,
  parseJsonText,
} from './strict-json.ts';
export { type AnyVarlinkFields, parseFields, stringType, type VarlinkFields } from './varlink-types.ts';
