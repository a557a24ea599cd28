import { VERSION } from '@garland/daemon';
import {
  CallError,
  type JsonObject,
  parseFields,
  type Role,
  SERVICE_INTERFACE,
  stringType,
  type VarlinkFields,
} from '@garland/protocol';

/** The driver's identity, as `GetInfo` reports it. */
export const PRODUCT: Readonly<Record<'vendor' | 'product' | 'version' | 'url', string>> = {
  vendor: 'Garland',
  product: 'garland-driver',
  version: VERSION,
  url: 'https://github.com/garland-tree/garland',
};

type ServiceMethod = (parameters: JsonObject, role: Role) => object;
export type ServiceMethods = ReadonlyMap<string, ServiceMethod>;

const NO_PARAMETERS: VarlinkFields<Record<never, never>> = {};
const INTERFACE_PARAMETER: VarlinkFields<{ interface: string }> = { interface: stringType };

/** The text of each interface of the service, for a role. */
export type InterfaceDescriptions = ReadonlyMap<string, (role: Role) => string>;

/** The methods of `org.varlink.service`, which every varlink service answers, to any role. */
export function createServiceMethods(descriptions: InterfaceDescriptions): ServiceMethods {
  return new Map<string, ServiceMethod>([
    [
      `${SERVICE_INTERFACE}.GetInfo`,
      (parameters) => {
        parseFields(NO_PARAMETERS, parameters);
        return { ...PRODUCT, interfaces: [...descriptions.keys()] };
      },
    ],
    [
      `${SERVICE_INTERFACE}.GetInterfaceDescription`,
      (parameters, role) => {
        const { interface: name } = parseFields(INTERFACE_PARAMETER, parameters);
        const description = descriptions.get(name);
        if (!description) throw new CallError('org.varlink.service.InterfaceNotFound', { interface: name });
        return { description: description(role) };
      },
    ],
  ]);
}
