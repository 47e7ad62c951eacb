// A WebSocket server of another make: node's ws, over TLS when it is told a folder with a certificate ("-" for none), over HTTP/2
// when "http2" follows. Prints its port, then a line for each connection and each close, with the query of the request in front.
const fs = require('fs');
const { WebSocketServer } = require('ws');

const [folder = '-', version = 'http1'] = process.argv.slice(2);
const encrypted = folder !== '-';
const tls = encrypted && { cert: fs.readFileSync(folder + '/it.crt'), key: fs.readFileSync(folder + '/it.key') };
const chosen = (offered) => (offered.has('v2.score') ? 'v2.score' : false);
const listener = version === 'http2' ? http2Listener() : http1Listener();

function http1Listener() {
  const plain = (request, answer) => answer.writeHead(426).end('Upgrade Required');
  const server = encrypted ? require('https').createServer(tls, plain) : require('http').createServer(plain);
  new WebSocketServer({
    server,
    maxPayload: 16 << 20,
    perMessageDeflate: { threshold: 64 },
    handleProtocols: chosen,
    verifyClient: ({ req }, answer) =>
      req.url.startsWith('/forbidden') ? answer(false, 403, 'not you') : answer(true),
  }).on('connection', (socket, request) => serve(socket, request.url));
  return server;
}

function http2Listener() {
  const http2 = require('http2');
  const { accept } = require('./http2-socket.js');
  const settings = { enableConnectProtocol: true };
  const server = encrypted ? http2.createSecureServer({ ...tls, settings }) : http2.createServer({ settings });
  return server.on('stream', (stream, head) => {
    const path = head[':path'];
    stream.on('error', () => {});
    if (head[':method'] !== 'CONNECT') {
      stream.respond({ ':status': 200 });
      stream.end(`${head[':method']} ${path} by HTTP/2`);
    } else if (head[':protocol'] !== 'websocket' || path.startsWith('/forbidden')) {
      stream.respond({ ':status': 403 }, { endStream: true });
    } else {
      const offered = new Set((head['sec-websocket-protocol'] || '').split(/, */));
      accept(stream, head, chosen(offered), (socket) => serve(socket, path));
    }
  });
}

function serve(socket, url) {
  const who = new URL(url, 'http://localhost').search.slice(1);
  console.log(`${who} open ${socket.protocol || '-'} ${socket.extensions || '-'}`);
  socket.on('message', (data, binary) => {
    const text = binary ? '' : data.toString();
    const [order, ...words] = text.split(' ');
    if (order === 'close') {
      socket.close(Number(words[0]), words.slice(1).join(' '));
    } else if (order === 'ping') {
      socket.once('pong', (payload) => socket.send('pong ' + payload));
      socket.ping(words.join(' '));
    } else if (order === 'break') {
      socket.terminate();
    } else {
      socket.send(data, { binary });
    }
  });
  socket.on('close', (code, reason) => console.log(`${who} close ${code} ${reason}`));
  socket.on('error', (error) => console.log(`${who} error ${error.code}`));
}

listener.listen(0, '127.0.0.1', () => console.log('port ' + listener.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
