// Requests to our own server: JSON in and out, the anti-forgery token, and the server's clock.
// A page gives its token in <meta name="csrf-token" content="…">; after a new sign-in the overlay renews it.

let clockOffset = 0;

/** Milliseconds of the server's clock now, as far as the last answer told. */
export function serverNow() {
  return Date.now() + clockOffset;
}

/** Takes the server's time: the data-server-now of <html> (RFC 3339 or milliseconds), later the Date of answers. */
export function learnServerTime(value, received) {
  const at = typeof value === 'number' ? value : /^\d+$/.test(value || '') ? Number(value) : Date.parse(value || '');
  if (Number.isFinite(at)) clockOffset = at - (received === undefined ? Date.now() : received);
}

export function csrfToken(document) {
  const meta = document.querySelector('meta[name="csrf-token"]');
  return meta ? meta.content : '';
}

export function setCsrfToken(document, token) {
  const meta = document.querySelector('meta[name="csrf-token"]');
  if (meta && token) meta.content = token;
  for (const input of document.querySelectorAll('input[name="csrf"]')) {
    if (token) input.value = token;
  }
}

/**
 * One request. Resolves to {status, body}: status 0 when the network failed, body an object (empty if there was none).
 * It never throws: losing the network is an ordinary event here.
 */
export async function send(document, method, url, options) {
  const { json, body, headers, signal } = options || {};
  const all = { Accept: 'application/json', 'X-CSRF-Token': csrfToken(document), ...headers };
  if (json !== undefined) all['Content-Type'] = 'application/json';
  let response;
  try {
    response = await fetch(url, {
      method, headers: all, body: json === undefined ? body : JSON.stringify(json), credentials: 'same-origin', signal, redirect: 'error',
    });
  } catch (failure) {
    return { status: 0, body: {}, aborted: failure.name === 'AbortError' };
  }
  let answer = {};
  try {
    answer = await response.json();
  } catch (notJson) {
    answer = {};
  }
  return { status: response.status, body: answer };
}
