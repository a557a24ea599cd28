export { adopt, type CallOptions, connect, DriverClient } from './client.ts';
export { LinkError, type LinkErrorCode } from './link-error.ts';
