// The token that permits changes. It comes in the fragment of the link, which browsers do not send to servers, and
// lives as long as the tab.

const KEY = 'gangway-token';

/** Takes the token out of the address, so that it is neither bookmarked nor visible. */
export function takeTokenFromAddress() {
  const found = /^#token=([^&]+)/.exec(location.hash);
  if (found) {
    storeToken(decodeURIComponent(found[1]));
    history.replaceState(null, '', location.pathname + location.search);
  }
}

export function token() {
  return sessionStorage.getItem(KEY);
}

export function storeToken(value) {
  sessionStorage.setItem(KEY, value);
}

/** A token that was refused is not offered again. */
export function forgetToken() {
  sessionStorage.removeItem(KEY);
}

/** The headers of a request. */
export function authorization() {
  return token() === null ? {} : { Authorization: `Bearer ${token()}` };
}
