/** Files that the page loads, by file name: type and text. */
export const DOCS_ASSETS: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  'docs.css': {
    type: 'css',
    text: `:root { color-scheme: light dark; --line: light-dark(#d0d4dc, #3a3f4b); --soft: light-dark(#f3f5f9, #1e222b); }
* { box-sizing: border-box; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; } h2 { margin: 2rem 0 0; text-transform: capitalize; }
h1 small, label small { font-weight: normal; opacity: .7; }
code, pre, textarea { font: .875rem/1.5 ui-monospace, monospace; }
details { margin: .5rem 0; border: 1px solid var(--line); border-radius: .375rem; }
summary { padding: .5rem .75rem; cursor: pointer; }
details[open] > summary { border-bottom: 1px solid var(--line); }
details > :not(summary) { margin: .75rem; }
summary b { display: inline-block; min-width: 3.5rem; padding: 0 .4rem; border-radius: .25rem; color: #fff; text-align: center; background: #46608a; }
summary b.post { background: #2f7d4f; } summary b.put { background: #96621b; }
summary span { opacity: .8; }
pre { padding: .75rem; overflow: auto; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; max-height: 30rem; }
textarea { width: 100%; } label { font-weight: 600; }
table { width: calc(100% - 1.5rem); border-collapse: collapse; }
th, td { padding: .25rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
output { display: block; } output[hidden] { display: none; }
`,
  },
  'docs.js': {
    type: 'js',
    text: `'use strict';
// As much of an answer as is shown: an event stream has no end.
const MOST_CHARACTERS = 200000;
const root = document.body.dataset.root;

function place(form) {
  const model = document.querySelector('#model').value.trim();
  const query = new URLSearchParams();
  const headers = {};
  let path = form.dataset.path;
  let body;
  for (const field of form.querySelectorAll('[data-in]')) {
    const value = field.type === 'file' ? field.files[0] : field.value;
    if (value === undefined || value === '') continue;
    if (field.dataset.in === 'path') path = path.replace('{' + field.name + '}', encodeURIComponent(value));
    else if (field.dataset.in === 'query') query.set(field.name, value);
    else if (field.dataset.in === 'header') headers[field.name] = value;
    else {
      body = value;
      headers['content-type'] = field.dataset.type;
    }
  }
  const base = root + (model === '' ? '' : 'models/' + encodeURIComponent(model) + '/');
  const search = query.size === 0 ? '' : '?' + query;
  return { url: new URL(base + path.slice(1) + search, location.href), headers, body };
}

async function send(form) {
  const output = form.querySelector('output');
  const status = output.querySelector('.status');
  const shown = output.querySelector('pre');
  const stop = form.querySelector('.stop');
  const abort = new AbortController();
  output.hidden = false;
  stop.hidden = false;
  stop.onclick = () => abort.abort();
  status.textContent = 'Sending';
  shown.textContent = '';
  try {
    const { url, headers, body } = place(form);
    const response = await fetch(url, { method: form.dataset.method.toUpperCase(), headers, body, signal: abort.signal });
    status.textContent = response.status + ' ' + response.statusText;
    const reader = response.body && response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ''; reader; ) {
      const { done, value } = await reader.read();
      if (done) {
        shown.textContent = pretty(text);
        break;
      }
      text += value;
      shown.textContent = text;
      if (text.length > MOST_CHARACTERS) abort.abort();
    }
  } catch (error) {
    if (!abort.signal.aborted) status.textContent = 'No answer: ' + error.message;
  }
  stop.hidden = true;
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function openLinked() {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof HTMLDetailsElement) linked.open = true;
}

for (const form of document.forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send(form);
  });
}
addEventListener('hashchange', openLinked);
openLinked();
`,
  },
};
