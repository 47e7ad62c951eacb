// A Socket.IO client, in node or in a page. One connection at a time.
'use strict';
if (typeof window === 'undefined') require('./lines.js');

const connect = inNode ? require('socket.io-client').io : window.io;
let socket = null;

// open URL TRANSPORT…
orders.open = (words) => {
  const [url, ...transports] = words.split(' ');
  const { origin, pathname } = new URL(url);
  // in node it does not go by the environment
  const options = { forceNew: true, reconnection: false, rejectUnauthorized: false };
  const mine = connect(origin, { path: pathname, transports, ...options });
  const told = (line) => socket === mine && say(line);
  socket = mine;
  mine.io.on('open', () => mine.io.engine.once('upgrade', (transport) => told('upgraded ' + transport.name)));
  mine.on('connect', () => told('open'));
  mine.on('connect_error', (error) => told(`refused ${error.description}`));
  mine.on('text', (text) => told('text ' + text));
  mine.on('binary', (bytes) => told(described(new Uint8Array(bytes))));
  mine.on('disconnect', (reason) => told('close ' + reason));
};

orders.text = (words) => socket.emit('text', words);
orders.binary = (base64) => socket.emit('binary', fromBase64(base64));
orders.ask = (words) => socket.emit('ask', words, (answer) => say('answer ' + answer));
orders.transport = () => say('transport ' + socket.io.engine.transport.name);

orders.leave = () => {
  const left = socket;
  socket = null;
  if (left) left.disconnect();
  say('left');
};
