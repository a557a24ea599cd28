import {
  DRIVER_INTERFACE,
  driverDescription,
  type Role,
  SERVICE_DESCRIPTION,
  SERVICE_INTERFACE,
} from '@garland/protocol';
import type { Catalog } from './catalog.ts';
import type { InterfaceDescriptions } from './control/varlink-service.ts';

/** Each role's text of our interface names the IDs that it can play, from its own part of the catalog. */
export function describeInterfaces(catalog: Catalog): InterfaceDescriptions {
  const describeDriver = (role: Role): string =>
    driverDescription(
      role,
      catalog.entries(role).map(({ id }) => id),
    );
  return new Map([
    [SERVICE_INTERFACE, () => SERVICE_DESCRIPTION],
    [DRIVER_INTERFACE, describeDriver],
  ]);
}
