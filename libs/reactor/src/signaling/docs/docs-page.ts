interface Schema {
  readonly $ref?: string;
  readonly type?: string;
}

interface Content {
  readonly [type: string]: { readonly schema: Schema };
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** The part of an OpenAPI document that the page shows. */
export interface ShownDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/**
 * An OpenAPI document as a page: every operation with a form that sends it, and every schema. It only needs `docs.css`
 * and `docs.js` in the same folder; no script and no style is inline.
 *
 * @param root from the page to the paths of the document, `../`
 */
export function renderDocsPage(document: ShownDocument, root: string): string {
  const { info, tags, components } = document;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>HTTP API</title>
    <link rel="stylesheet" href="docs.css">
  </head>
  <body data-root="${escape(root)}">
    <header>
      <h1>${escape(info.title)} <small>${escape(info.version)}</small></h1>
      <p>${prose(info.description)}</p>
      <p><a href="openapi.json">openapi.json</a>, and the WebSocket: <a href="asyncapi.json">asyncapi.json</a></p>
      <p><label>Model <input id="model" placeholder="the default one" autocomplete="off"></label></p>
    </header>
    <main>
${tags.map((tag) => section(document, tag)).join('\n')}
      <section>
        <h2>Schemas</h2>
${Object.entries(components.schemas).map(schemaBlock).join('\n')}
      </section>
    </main>
    <script src="docs.js"></script>
  </body>
</html>
`;
}

function section({ paths }: ShownDocument, { name, description }: ShownDocument['tags'][number]): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([, operation]) => operation.tags.includes(name))
      .map(([method, operation]) => operationBlock(method, path, operation)),
  );
  return `      <section>
        <h2>${escape(name)}</h2>
        <p>${prose(description)}</p>
${operations.join('\n')}
      </section>`;
}

function operationBlock(method: string, path: string, operation: Operation): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation;
  return `        <details class="operation" id="${escape(operationId)}">
          <summary><b class="${escape(method)}">${escape(method.toUpperCase())}</b> <code>${escape(path)}</code> <span>${prose(summary)}</span></summary>
          ${description === undefined ? '' : `<p>${prose(description)}</p>`}
          <form data-method="${escape(method)}" data-path="${escape(path)}">
            ${parameters.map(parameterField).join('\n            ')}
            ${requestBody === undefined ? '' : bodyField(requestBody)}
            <p><button>Send</button> <button type="button" class="stop" hidden>Stop</button></p>
            <output hidden><b class="status"></b><pre></pre></output>
          </form>
          <table>
            <thead><tr><th>Status</th><th>Meaning</th><th>Body</th></tr></thead>
            <tbody>
${Object.entries(responses)
  .map(
    ([status, { description: meaning, content }]) =>
      `              <tr><td>${escape(status)}</td><td>${prose(meaning)}</td><td>${contentCell(content)}</td></tr>`,
  )
  .join('\n')}
            </tbody>
          </table>
        </details>`;
}

function parameterField({ name, in: place, required = false, description = '' }: Parameter): string {
  const field = `<input name="${escape(name)}" data-in="${place}"${required ? ' required' : ''} autocomplete="off">`;
  return `<p><label><code>${escape(name)}</code> <small>${place}${required ? ', required' : ''}</small> ${field}</label> ${prose(description)}</p>`;
}

function bodyField({ required, content }: NonNullable<Operation['requestBody']>): string {
  const type = Object.keys(content)[0] ?? '';
  const label = `Body <small>${escape(type)}${required ? ', required' : ''}</small> ${contentCell(content)}`;
  const field =
    type === 'application/json'
      ? `<textarea name="body" data-in="body" data-type="${escape(type)}" rows="5" spellcheck="false">${required ? '{}' : ''}</textarea>`
      : `<input type="file" name="body" data-in="body" data-type="${escape(type)}">`;
  return `<p><label>${label} ${field}</label></p>`;
}

function contentCell(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => {
      const name = schema.$ref?.split('/').at(-1);
      return name === undefined
        ? `<code>${escape(type)}</code>`
        : `<a href="#schema_${escape(name)}">${escape(name)}</a>`;
    })
    .join(', ');
}

function schemaBlock([name, schema]: [string, object]): string {
  return `        <details id="schema_${escape(name)}">
          <summary><code>${escape(name)}</code></summary>
          <pre>${escape(JSON.stringify(schema, null, 2))}</pre>
        </details>`;
}

/** Text with `code` in it. */
function prose(text: string): string {
  return escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
