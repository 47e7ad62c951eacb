// A Socket.IO server that sends everything back. Prints its port, then a line for each end of a connection.
const http = require('http');
const { Server } = require('socket.io');

const listener = http.createServer();
const io = new Server(listener, {
  maxHttpBufferSize: 16 << 20,
  allowRequest: (request, answer) => answer(null, !request.url.includes('forbidden')),
});

io.on('connection', (socket) => {
  socket.on('text', (words) => (words === 'close' ? socket.disconnect(true) : socket.emit('text', words)));
  socket.on('binary', (bytes) => socket.emit('binary', bytes));
  socket.on('ask', (words, answer) => answer(words.toUpperCase()));
  socket.on('disconnect', (reason) => console.log('close ' + reason));
});
listener.listen(0, '127.0.0.1', () => console.log('port ' + listener.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
