// The names of WebSocket close codes (RFC 6455, section 7.4; the registry of IANA).

const NAMES = new Map([
  [1000, 'normal'],
  [1001, 'going away'],
  [1002, 'protocol error'],
  [1003, 'unsupported data'],
  [1005, 'no code'],
  [1006, 'no close frame'],
  [1007, 'invalid data'],
  [1008, 'policy violation'],
  [1009, 'message too big'],
  [1010, 'extension missing'],
  [1011, 'internal error'],
  [1012, 'service restart'],
  [1013, 'try again later'],
  [1014, 'bad gateway'],
  [1015, 'TLS failure'],
]);

/** The codes that the console offers for ending a tunnel. */
export const OFFERED = [1000, 1001, 1008, 1011, 1012, 1013];

export function closeName(code) {
  return NAMES.get(code) ?? (code >= 4000 ? 'application' : code >= 3000 ? 'registered' : 'unknown');
}

/** A class for its colour: `ok`, `warn`, `bad` or none. */
export function closeClass(code) {
  if (code === 1000 || code === 1001) {
    return 'ok';
  }
  if (code === null || code === undefined || code === 1005 || code >= 3000) {
    return '';
  }
  return code === 1012 || code === 1013 ? 'warn' : 'bad';
}

/** `1012 service restart`. A connection that broke, and an upgrade that is no WebSocket, have no code. */
export function closeText(code) {
  return code === null || code === undefined ? 'no code' : `${code} ${closeName(code)}`;
}
