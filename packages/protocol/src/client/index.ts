export { ConnectionError, type ConnectionErrorCode } from './connection-error.ts';
export { type CallOptions, clientFromDescriptor, connectToDriver, DriverClient } from './driver-client.ts';
