// A WebSocket server of another make: node's ws. Prints its port, then one line for each connection and each close.
const { WebSocketServer } = require('ws');

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  maxPayload: 16 << 20,
  perMessageDeflate: { threshold: 64 },
  handleProtocols: (offered) => (offered.has('v2.score') ? 'v2.score' : false),
  verifyClient: ({ req }, answer) => (req.url === '/forbidden' ? answer(false, 401, 'who are you') : answer(true)),
});

server.on('listening', () => console.log('port ' + server.address().port));
server.on('connection', (socket, request) => {
  console.log(`open ${request.url} protocol=${socket.protocol} extensions=${socket.extensions}`);
  socket.on('message', (data, binary) => {
    const text = binary ? '' : data.toString();
    if (text.startsWith('close ')) {
      const [, code, ...reason] = text.split(' ');
      socket.close(Number(code), reason.join(' '));
    } else if (text === 'terminate') {
      socket.terminate();
    } else if (text === 'ping') {
      socket.once('pong', (payload) => socket.send('pong ' + payload));
      socket.ping('are you there');
    } else {
      socket.send(data, { binary });
    }
  });
  socket.on('close', (code, reason) => console.log(`close ${code} ${reason}`));
  socket.on('error', (error) => console.log('error ' + error.message));
});
process.stdin.on('end', () => process.exit(0)).resume();
