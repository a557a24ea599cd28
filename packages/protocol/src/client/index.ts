export { type CallOptions, clientFromDescriptor, connectToDriver, DriverClient } from './client.ts';
export { ConnectionError, type ConnectionErrorCode } from './link-error.ts';
