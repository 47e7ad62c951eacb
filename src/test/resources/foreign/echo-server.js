// A WebSocket server of another make: node's ws, over TLS when it is told a folder with a certificate. Prints its port, then
// a line for each connection and each close, with the query of the request in front.
const fs = require('fs');
const { WebSocketServer } = require('ws');

const folder = process.argv[2];
const listener = folder
  ? require('https').createServer({ cert: fs.readFileSync(folder + '/it.crt'), key: fs.readFileSync(folder + '/it.key') })
  : require('http').createServer((request, answer) => answer.writeHead(426).end('Upgrade Required'));
const server = new WebSocketServer({
  server: listener,
  maxPayload: 16 << 20,
  perMessageDeflate: { threshold: 64 },
  handleProtocols: (offered) => (offered.has('v2.score') ? 'v2.score' : false),
  verifyClient: ({ req }, answer) =>
    req.url.startsWith('/forbidden') ? answer(false, 403, 'not you') : answer(true),
});

listener.listen(0, '127.0.0.1', () => console.log('port ' + listener.address().port));
server.on('connection', (socket, request) => {
  const who = new URL(request.url, 'http://localhost').search.slice(1);
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
});
process.stdin.on('end', () => process.exit(0)).resume();
