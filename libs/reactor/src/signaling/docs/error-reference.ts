import { ERROR_CODES, type ReactorErrorCode } from '../../errors/index.js';
import { ERROR_STATUSES } from '../rest/error-statuses.js';

/** `docs/reference/errors.md`: Markdown, made from the table of codes. */
export function errorReference(): string {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { cause, mend }]) =>
      `| \`${code}\` | ${ERROR_STATUSES[code as ReactorErrorCode] ?? ''} | ${cause} | ${mend} |`,
  );
  return `# Errors

Every refusal has a code that stays the same, and a message that says what is wrong in this case. Branch on the code; show
the message. Over HTTP it is \`{ "error": { "code", "message" } }\` with the status below, and 500 for codes
without one, which are not a client's to mend. On the signalling socket and the data channels the same code and message come without a status. A
refused field is named in \`field\`, several in \`fields\`. Over HTTP \`Retry-After\` says when the same
request may succeed.

In code they are \`ReactorError\` of \`@nestjs-reactor/core\` and \`ClientError\` of \`@nestjs-reactor/client\`, both with \`code\`.

| code | status | cause | what to do |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
