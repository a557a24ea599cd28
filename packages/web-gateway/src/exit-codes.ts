/** Exit codes, for systemd and scripts; the numbers are those of sysexits.h. */
export const EXIT = {
  stopped: 0,
  usage: 64,
  listenerUnavailable: 69,
  internalError: 70,
  auditUnwritable: 74,
  driverLinkEnded: 75,
  configuration: 78,
} as const;
