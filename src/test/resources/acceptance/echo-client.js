// node's ws as a client: sends what the test asks for and prints what it saw. Arguments: URL, message length, close code.
const WebSocket = require('ws');

const [, , url, length, code] = process.argv;
const socket = new WebSocket(url, ['v1.score', 'v2.score'], { perMessageDeflate: { threshold: 64 } });
const bytes = Buffer.alloc(Number(length), 'score ');

socket.on('upgrade', (response) => console.log('extensions ' + response.headers['sec-websocket-extensions']));
socket.on('open', () => {
  console.log('protocol ' + socket.protocol);
  socket.send(bytes);
  socket.send('plain text ü');
});
socket.on('message', (data, binary) => {
  console.log(binary ? `binary ${data.length} ${data.equals(bytes)}` : 'text ' + data);
  if (!binary) socket.close(Number(code), 'done');
});
socket.on('close', (got, reason) => console.log(`close ${got} ${reason}`));
socket.on('error', (error) => console.log('error ' + error.message));
