import type { AdminEvent } from './admin-actions.ts';
import { checkedText, type RecordFields } from './checked-text.ts';
import { ROOT_PRINCIPAL } from './principals.ts';

interface AdminEntry {
  readonly who: string;
  readonly what: string;
  readonly outcome: 'done';
}

/** How each record of what root changed reads. */
export const ADMIN_FORMATTERS: Readonly<Record<AdminEvent, (fields: RecordFields) => AdminEntry>> = {
  token_created: formatterOf('create token', 'subject'),
  token_rotated: formatterOf('rotate token', 'subject'),
  token_revoked: formatterOf('revoke token', 'subject'),
  keys_created: formatterOf('create keys', 'tree'),
  key_rotated: formatterOf('rotate key', 'keyId'),
  clock_trusted: formatterOf('trust clock', 'forgotten'),
  exposure_changed: formatterOf('expose', 'exposure'),
  certificate_installed: formatterOf('use certificate', 'names'),
  client_certificate_created: formatterOf('create client certificate', 'client'),
};

/** A verb, the field that names its object, and the folder, if it is not that of the package. */
function formatterOf(verb: string, field: string): (fields: RecordFields) => AdminEntry {
  return (fields) => {
    const folder = checkedText(fields.folder, isPath);
    const words = [verb, checkedText(fields[field], isName), ...(folder === '' ? [] : ['in', folder])];
    return { who: ROOT_PRINCIPAL, what: words.join(' ').trim(), outcome: 'done' };
  };
}

/** Of tokens, clients, trees, keys and hosts. */
function isName(text: string): boolean {
  return /^[\w.*:-]+( [\w.*:-]+)*$/.test(text);
}

function isPath(text: string): boolean {
  return /^[\w./-]+$/.test(text);
}
