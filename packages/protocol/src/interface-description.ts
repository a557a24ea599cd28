import type { ErrorName } from './call-error.ts';
import { ERROR_NAMES, ERRORS } from './error-table.ts';
import type { AnimationId } from './ids.ts';
import { catalogEntryType, playbackStateType, positionType, REPLY_FIELDS } from './method-replies.ts';
import type { MethodName } from './method-signatures.ts';
import { DRIVER_INTERFACE, METHOD_NAMES, METHODS, SERVICE_INTERFACE } from './methods.ts';
import type { Role } from './roles.ts';
import { type AnyVarlinkFields, animationIdType, fieldsIdl, type StructType } from './varlink-types.ts';

const STRUCT_TYPES: readonly StructType<unknown>[] = [catalogEntryType, playbackStateType, positionType];

/**
 * The complete language of one socket, in varlink's interface description language: the methods of its role, and the IDs
 * that it can play as an enum. Everything else is refused. Varlink has no empty enum, so without IDs there is no `Play`.
 */
export function driverDescription(role: Role, ids: readonly AnimationId[]): string {
  const methods = METHOD_NAMES.filter(
    (name) => METHODS[name].roles.includes(role) && (ids.length > 0 || !takesAnimationId(name)),
  );
  const errors = ERROR_NAMES.filter((name) => ERRORS[name].roles.includes(role));
  const blocks = [
    `# Garland's LED driver: the interface of its ${role} socket.\ninterface ${DRIVER_INTERFACE}`,
    ...(ids.length > 0
      ? [`# The IDs that this socket can play.\ntype ${animationIdType.idl} (\n  ${ids.join(',\n  ')}\n)`]
      : []),
    ...STRUCT_TYPES.filter((type) => isUsed(type, methods)).map(structTypeIdl),
    ...methods.map(methodIdl),
    ...errorsIdl(DRIVER_INTERFACE, errors),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** The standard's `org.varlink.service`, the same for every role. */
export const SERVICE_DESCRIPTION: string = `${[
  `# Information that every varlink service provides.\ninterface ${SERVICE_INTERFACE}`,
  `# The vendor and version of this service, and its interfaces.
method GetInfo() -> (
  vendor: string,
  product: string,
  version: string,
  url: string,
  interfaces: []string
)`,
  `# The description of an interface.
method GetInterfaceDescription(interface: string) -> (description: string)`,
  ...errorsIdl(SERVICE_INTERFACE, ERROR_NAMES),
].join('\n\n')}\n`;

function takesAnimationId(name: MethodName): boolean {
  return Object.values(METHODS[name].parameters as AnyVarlinkFields).includes(animationIdType);
}

function isUsed(type: StructType<unknown>, methods: readonly MethodName[]): boolean {
  return methods.some((name) =>
    Object.values(REPLY_FIELDS[name] as AnyVarlinkFields).some(
      (field) => field.idl.replace('[]', '') === type.idl,
    ),
  );
}

function structTypeIdl(type: StructType<unknown>): string {
  const members = Object.entries(type.fields).map(([name, field]) => `  ${name}: ${field.idl}`);
  return `type ${type.idl} (\n${members.join(',\n')}\n)`;
}

function methodIdl(name: MethodName): string {
  const { summary, replyMode, parameters } = METHODS[name];
  // The language has no keyword for this; systemd's services use this comment.
  const more = replyMode === 'stream' ? "# [Requires 'more' flag]\n" : '';
  return `# ${summary}\n${more}method ${name}${fieldsIdl(parameters as AnyVarlinkFields)} -> ${fieldsIdl(REPLY_FIELDS[name] as AnyVarlinkFields)}`;
}

function errorsIdl(interfaceName: string, names: readonly ErrorName[]): string[] {
  const prefix = `${interfaceName}.`;
  return names
    .filter((name) => name.startsWith(prefix))
    .map((name) => {
      const { summary, parameters } = ERRORS[name];
      return `# ${summary}\nerror ${name.slice(prefix.length)} ${fieldsIdl(parameters as AnyVarlinkFields)}`;
    });
}
