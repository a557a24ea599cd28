import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

/** The values in a PEM file, or what is wrong with it: a predicate about the file, such as "is empty". */
export type PemResult<T> =
  | { readonly values: readonly [T, ...T[]]; readonly fault?: undefined }
  | { readonly values?: undefined; readonly fault: string };

interface PemBlock {
  readonly label: string;
  readonly text: string;
}

const CERTIFICATE_LABELS: readonly string[] = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];
const KEY_LABELS: readonly string[] = [
  'PRIVATE KEY',
  'EC PRIVATE KEY',
  'RSA PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
];

const CERTIFICATE_ADVICE = 'name the whole chain, such as "fullchain.pem"';
const KEY_ADVICE = 'name the key that belongs to the certificate, such as "privkey.pem"';

/** All certificates of a file, in its order. Text around them, CRLF and byte order marks do not matter. */
export function parseCertificates(bytes: Uint8Array): PemResult<X509Certificate> {
  return parseBlocks(bytes, CERTIFICATE_LABELS, (text) => new X509Certificate(text), {
    what: 'certificate',
    whenMissing: (blocks) => `${missingCertificate(bytes, blocks)}: ${CERTIFICATE_ADVICE}`,
  });
}

/** All private keys of a file, in its order. */
export function parsePrivateKeys(bytes: Uint8Array): PemResult<KeyObject> {
  return parseBlocks(bytes, KEY_LABELS, (text) => createPrivateKey(text), {
    what: 'private key',
    whenMissing: (blocks) => `${missingKey(blocks)}: ${KEY_ADVICE}`,
  });
}

function parseBlocks<T>(
  bytes: Uint8Array,
  labels: readonly string[],
  parse: (text: string) => T,
  words: { readonly what: string; readonly whenMissing: (blocks: readonly PemBlock[]) => string },
): PemResult<T> {
  const text = decodeText(bytes);
  const blocks = findBlocks(text);
  const wanted = blocks.filter(({ label }) => labels.includes(label));
  if (wanted.some((block) => isEncrypted(block))) return { fault: ENCRYPTED_KEY };
  const values: T[] = [];
  for (const [index, block] of wanted.entries())
    try {
      values.push(parse(block.text));
    } catch {
      return { fault: `is damaged: its ${ordinal(index + 1)} ${words.what} cannot be read` };
    }
  if (countBegins(text, labels) > wanted.length)
    return { fault: `is cut off: its ${ordinal(wanted.length + 1)} ${words.what} has no END line` };
  const [first, ...others] = values;
  return first ? { values: [first, ...others] } : { fault: words.whenMissing(blocks) };
}

/** Windows' editors and shells also write UTF-16. */
function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : 'latin1';
  return new TextDecoder(encoding).decode(bytes);
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----BEGIN )[\s\S])*?)-----END \1-----/g;

function findBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, label = '', body = '']) => ({
    label,
    text: `-----BEGIN ${label}-----\n${cleanBody(body)}\n-----END ${label}-----\n`,
  }));
}

/** Without what editors and shells add: carriage returns, byte order marks, indentation. */
function cleanBody(body: string): string {
  const lines = body.replaceAll(/[^\n\x20-\x7e]/g, '').split('\n');
  return lines
    .map((line) => line.trim())
    .join('\n')
    .trim();
}

function countBegins(text: string, labels: readonly string[]): number {
  return labels.reduce((sum, label) => sum + text.split(`-----BEGIN ${label}-----`).length - 1, 0);
}

const ENCRYPTED_KEY =
  'is encrypted, and the gateway has no password: decrypt it with "openssl pkey -in FILE -out privkey.pem"';

function isEncrypted({ label, text }: PemBlock): boolean {
  return label === 'ENCRYPTED PRIVATE KEY' || text.includes('Proc-Type: 4,ENCRYPTED');
}

function missingCertificate(bytes: Uint8Array, blocks: readonly PemBlock[]): string {
  if (bytes.length === 0) return 'is empty';
  const [first] = blocks;
  if (first?.label.endsWith('PRIVATE KEY')) return 'is a private key, not a certificate';
  if (first?.label.endsWith('REQUEST')) return 'is a request, not a certificate';
  if (first?.label === 'PKCS7')
    return 'is not a PEM certificate but PKCS #7 ("openssl pkcs7 -print_certs" converts it)';
  if (isDer(bytes)) return 'is not a PEM certificate but DER ("openssl x509 -inform der" converts it)';
  if (bytes[0] === ASN1_SEQUENCE)
    return 'is not a PEM certificate but binary ("openssl pkcs12" converts .p12 and .pfx files)';
  return 'is not a PEM certificate';
}

function missingKey(blocks: readonly PemBlock[]): string {
  const labels = blocks.map(({ label }) => label);
  if (labels.some((label) => CERTIFICATE_LABELS.includes(label)))
    return 'is not an unencrypted PEM private key but a certificate';
  if (labels.some((label) => label.endsWith('PUBLIC KEY')))
    return 'is not an unencrypted PEM private key but a public key';
  return 'is not an unencrypted PEM private key';
}

const ASN1_SEQUENCE = 0x30;

function isDer(bytes: Uint8Array): boolean {
  if (bytes[0] !== ASN1_SEQUENCE) return false;
  try {
    return new X509Certificate(bytes).serialNumber !== '';
  } catch {
    return false;
  }
}

function ordinal(position: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][position - 1] ?? `${position}th`;
}
