// The handshake of a tunnel as a command. Credentials are not known here, so there are none in it.

/** A command that opens the same WebSocket again. */
export function wscat(tunnel) {
  const protocol = tunnel.subprotocol ? ` -s ${quote(tunnel.subprotocol)}` : '';
  return `wscat${protocol} -c ${quote(url(tunnel, 'ws'))}`;
}

/** A command that sends the same handshake. */
export function curl(tunnel) {
  const fields = ['Connection: Upgrade', `Upgrade: ${tunnel.protocol}`];
  if (tunnel.protocol === 'websocket') {
    fields.push('Sec-WebSocket-Version: 13', `Sec-WebSocket-Key: ${key()}`);
    if (tunnel.subprotocol) {
      fields.push(`Sec-WebSocket-Protocol: ${tunnel.subprotocol}`);
    }
  }
  const options = fields.map((field) => ` -H ${quote(field)}`).join('');
  return `curl -i -N --http1.1${options} ${quote(url(tunnel, 'http'))}`;
}

function url(tunnel, scheme) {
  const target = tunnel.request.split(' ')[1];
  const secure = tunnel.secure ? 's' : '';
  return `${scheme}${secure}://${tunnel.host ?? tunnel.server}${target}`;
}

function key() {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}

/** For a POSIX shell. */
function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
