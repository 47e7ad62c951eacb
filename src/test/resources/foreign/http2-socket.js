// WebSockets as streams of HTTP/2 connections (RFC 8441): frames by the package ws, streams by node's http2. Connections are
// shared, as a browser does.
'use strict';
const http2 = require('http2');
const { WebSocket, extension, PerMessageDeflate } = require('ws');

const DEFLATE = PerMessageDeflate.extensionName;
const OPTIONS = { autoPong: true, closeTimeout: 30_000 };
const sessions = new Map();

/** The connection to an origin once its settings are there. */
function connected(origin) {
  const shared = sessions.get(origin);
  if (shared && !shared.session.closed && !shared.session.destroyed) return shared.ready;
  const session = http2.connect(origin, { rejectUnauthorized: false });
  const ready = new Promise((resolve, reject) => {
    session.once('remoteSettings', (settings) =>
      settings.enableConnectProtocol ? resolve(session) : reject(new Error('extended CONNECT is not offered')));
    session.on('error', reject);
  });
  session.on('goaway', () => sessions.delete(origin));
  sessions.set(origin, { session, ready });
  return ready;
}

/** The parameters of compression in a head. */
function deflateIn(head) {
  const extensions = head['sec-websocket-extensions'];
  return extensions && extension.parse(extensions)[DEFLATE];
}

/** Makes a socket use a stream. */
function use(socket, stream, isServer, protocol, deflate) {
  socket._isServer = isServer;
  socket._protocol = protocol || '';
  if (deflate) socket._extensions[DEFLATE] = deflate;
  socket.setSocket(stream, Buffer.alloc(0), { allowSynchronousEvents: true, maxPayload: 16 << 20 });
}

/** A client. A refusal is the event "unexpected-response", as in ws. */
class Http2WebSocket extends WebSocket {
  constructor(url, protocols) {
    super(null, undefined, OPTIONS);
    const { origin, pathname, search } = new URL(url.replace('ws', 'http'));
    connected(origin).then((session) => this.ask(session, pathname + search, protocols), (error) => this.emit('error', error));
  }

  ask(session, path, protocols) {
    const deflate = new PerMessageDeflate({ isServer: false, maxPayload: 16 << 20, threshold: 64 });
    const stream = session.request({
      ':method': 'CONNECT',
      ':protocol': 'websocket',
      ':path': path,
      'sec-websocket-version': '13',
      'sec-websocket-extensions': extension.format({ [DEFLATE]: deflate.offer() }),
      ...(protocols.length > 0 && { 'sec-websocket-protocol': protocols.join(', ') }),
    });
    stream.on('error', (error) => this.emit('error', error));
    stream.on('response', (head) => {
      if (head[':status'] !== 200) {
        this.emit('unexpected-response', stream, { statusCode: head[':status'] });
        return;
      }
      const agreed = deflateIn(head);
      if (agreed) deflate.accept(agreed);
      use(this, stream, false, head['sec-websocket-protocol'], agreed && deflate);
    });
  }
}

/** Accepts a request of a client; calls back with the socket. */
function accept(stream, head, protocol, callback) {
  const offered = deflateIn(head);
  const deflate = offered && new PerMessageDeflate({ isServer: true, maxPayload: 16 << 20, threshold: 64 });
  stream.respond({
    ':status': 200,
    ...(protocol && { 'sec-websocket-protocol': protocol }),
    ...(deflate && { 'sec-websocket-extensions': extension.format({ [DEFLATE]: [deflate.accept(offered)] }) }),
  });
  const socket = new WebSocket(null, undefined, OPTIONS);
  use(socket, stream, true, protocol, deflate);
  callback(socket);
}

module.exports = { Http2WebSocket, accept };
