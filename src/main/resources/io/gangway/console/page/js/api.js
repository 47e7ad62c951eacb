// Calls of the admin API, which is below the page's own address.

import { authorization, forgetToken } from './token.js';

const BASE = new URL('api/1/', document.baseURI);

/** An error that the server reports; `status` is 0 if there was no response. */
export class ApiError extends Error {
  constructor(status, text, code) {
    super(text);
    this.status = status;
    this.code = code;
  }
}

export const get = async (path) => (await call('GET', path)).json();

/** Opens a stream of events; the response's body is read by the caller. */
export const open = (path, signal) => call('GET', path, undefined, signal);

export const patch = (path, body) => call('PATCH', path, body);

export const remove = (path) => call('DELETE', path);

/** Ends a tunnel. Only a WebSocket has a close code. */
export function endTunnel(id, code, reason) {
  const query = new URLSearchParams();
  if (code !== null) {
    query.set('code', code);
  }
  if (reason) {
    query.set('reason', reason);
  }
  return remove(`tunnels/${encodeURIComponent(id)}${query.size === 0 ? '' : `?${query}`}`);
}

/** Changes a peer: `{ state: 'drain' }` or `{ weight: 2 }`. */
export function changePeer(upstream, id, change) {
  return patch(`upstreams/${encodeURIComponent(upstream)}/peers/${encodeURIComponent(id)}`, change);
}

async function call(method, path, body, signal) {
  const headers = authorization();
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(new URL(path, BASE), {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'same-origin',
    });
  } catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError(0, 'Gangway does not respond', null);
  }
  if (response.status === 401) {
    forgetToken();
  }
  if (!response.ok) {
    throw await failure(response);
  }
  return response;
}

async function failure(response) {
  try {
    const { error } = await response.json();
    return new ApiError(response.status, error.text, error.code);
  } catch {
    return new ApiError(response.status, `status ${response.status}`, null);
  }
}
