export interface ParsedResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]+$/;
const FIELD = /^([A-Za-z-]+): ([\x20-\x7e]+)$/;

/**
 * Reads answers as strictly as a client may: each with its length, and in JSON.
 *
 * @param isHead whether the answer of that number may be to HEAD, and so have no body, whatever its Content-Length. Bytes that
 *   begin with HEAD and are no request get their answer with one
 * @returns the answers, or what is wrong with them
 */
export function parseResponses(text: string, isHead: (i: number) => boolean): ParsedResponse[] | string {
  const answers: ParsedResponse[] = [];
  let rest = text;
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return `an answer without an end: ${rest.slice(0, 200)}`;
    const [statusLine = '', ...lines] = rest.slice(0, end).split('\r\n');
    const status = Number(STATUS_LINE.exec(statusLine)?.[1]);
    if (Number.isNaN(status)) return `no status line: ${statusLine.slice(0, 200)}`;
    const headers = new Map<string, string>();
    for (const line of lines) {
      const [, name = '', value = ''] = FIELD.exec(line) ?? [];
      if (name === '' || headers.has(name.toLowerCase())) return `a field that is none, or twice: ${line}`;
      headers.set(name.toLowerCase(), value);
    }
    rest = rest.slice(end + 4);
    if (status === 100) continue;
    const hasBody = !isHead(answers.length) || rest.startsWith('{');
    const length = hasBody ? Number(headers.get('content-length')) : 0;
    const body = rest.slice(0, length);
    const fault = hasBody ? bodyProblem(status, length, body) : undefined;
    if (fault) return fault;
    answers.push({ status, headers, body });
    rest = rest.slice(length);
  }
  return answers;
}

function bodyProblem(status: number, length: number, body: string): string | undefined {
  if (body.length !== length) return `a body of ${body.length} bytes in place of ${length}`;
  try {
    const json = JSON.parse(body);
    return status >= 400 && json.status !== status ? `a problem with another status: ${body}` : undefined;
  } catch {
    return `a body that is no JSON: ${body.slice(0, 200)}`;
  }
}
