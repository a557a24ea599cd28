import type { ErrorName, ErrorParameters } from './errors.ts';
import type { AnimationId } from './ids.ts';
import {
  DRIVER_INTERFACE,
  entryType,
  METHOD_NAMES,
  METHODS,
  type MethodName,
  positionType,
  stateType,
} from './methods.ts';
import type { Role } from './roles.ts';
import { type AnyFields, type Fields, fieldsIdl, int, list, type NamedType, text } from './schema.ts';

type DriverError = Extract<ErrorName, `${typeof DRIVER_INTERFACE}.${string}`>;

interface ErrorSpec<E extends DriverError> {
  readonly roles: readonly Role[];
  readonly parameters: Fields<ErrorParameters[E]>;
}

const DRIVER_ERRORS: { readonly [E in DriverError]: ErrorSpec<E> } = {
  'io.garland.Driver.UnknownAnimation': { roles: ['remote', 'local'], parameters: { id: text } },
  'io.garland.Driver.RateLimited': {
    roles: ['remote', 'local'],
    parameters: { retryAfterMs: int(0, Number.MAX_SAFE_INTEGER) },
  },
  'io.garland.Driver.InvalidConfiguration': { roles: ['local'], parameters: { problems: list(text) } },
  'io.garland.Driver.RestartRequired': { roles: ['local'], parameters: { keys: list(text) } },
};

const NAMED_TYPES: readonly NamedType<unknown>[] = [entryType, stateType, positionType];

/**
 * The complete language of one socket, in varlink's interface description language: the methods of its role, and as an
 * enum the IDs that it may play. What is not in the text is refused.
 */
export function driverDescription(role: Role, ids: readonly AnimationId[]): string {
  const methods = METHOD_NAMES.filter((name) => METHODS[name].roles.includes(role));
  const errors = Object.entries(DRIVER_ERRORS).filter(([, spec]) => spec.roles.includes(role));
  const blocks = [
    `# Garland's LED driver, as its ${role} socket speaks.\ninterface ${DRIVER_INTERFACE}`,
    `# What this socket may play.\ntype AnimationId (${ids.join(', ')})`,
    ...NAMED_TYPES.filter((type) => isUsed(type, methods)).map(typeIdl),
    ...methods.map(methodIdl),
    ...errors.map(([name, spec]) => `error ${localName(name)} ${fieldsIdl(spec.parameters as AnyFields)}`),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** What every varlink service answers. */
export const SERVICE_INTERFACE = 'org.varlink.service';

/** The interface description of `org.varlink.service`, as the standard fixes it. */
export const SERVICE_DESCRIPTION: string = `# What every varlink service says about itself.
interface ${SERVICE_INTERFACE}

method GetInfo() -> (
  vendor: string,
  product: string,
  version: string,
  url: string,
  interfaces: []string
)

method GetInterfaceDescription(interface: string) -> (description: string)

error InterfaceNotFound (interface: string)

error MethodNotFound (method: string)

error MethodNotImplemented (method: string)

error InvalidParameter (parameter: string)

error PermissionDenied ()

error ExpectedMore ()
`;

function isUsed(type: NamedType<unknown>, methods: readonly MethodName[]): boolean {
  return methods.some((name) =>
    Object.values(METHODS[name].reply as AnyFields).some((field) => field.idl.endsWith(type.idl)),
  );
}

function typeIdl(type: NamedType<unknown>): string {
  const members = Object.entries(type.fields).map(([name, field]) => `  ${name}: ${field.idl}`);
  return `type ${type.idl} (\n${members.join(',\n')}\n)`;
}

function methodIdl(name: MethodName): string {
  const { summary, parameters, reply } = METHODS[name];
  return `# ${summary}\nmethod ${name}${fieldsIdl(parameters as AnyFields)} -> ${fieldsIdl(reply as AnyFields)}`;
}

function localName(qualifiedName: string): string {
  return qualifiedName.slice(DRIVER_INTERFACE.length + 1);
}
