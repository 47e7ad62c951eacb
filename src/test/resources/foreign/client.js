// A WebSocket client: the package ws in node, the browser's own in a page. One connection at a time.
'use strict';
if (typeof window === 'undefined') require('./lines.js');

const Socket = inNode ? require('ws') : window.WebSocket;
let socket = null;

orders.open = (words) => {
  const [url, ...protocols] = words.split(' ');
  const mine = new Socket(url, protocols);
  const told = (line) => socket === mine && say(line);
  let opened = false;
  socket = mine;
  mine.binaryType = 'arraybuffer';
  mine.onopen = () => {
    opened = true;
    told(`open ${mine.protocol || '-'} ${mine.extensions.split(';')[0] || '-'}`);
  };
  mine.onmessage = ({ data }) => told(typeof data === 'string' ? 'text ' + data : described(new Uint8Array(data)));
  mine.onclose = ({ code, reason }) => told(opened ? `close ${code} ${reason}` : 'refused');
  mine.onerror = () => {};
  if (inNode) {
    mine.on('pong', (payload) => told('pong ' + payload));
    mine.on('unexpected-response', (request, response) => {
      told('refused ' + response.statusCode);
      socket = null;
      request.destroy();
    });
  }
};

orders.text = (words) => socket.send(words);
orders.binary = (base64) => socket.send(fromBase64(base64));
orders.ping = (words) => socket.ping(words);

orders.close = (words) => {
  const [code, ...reason] = words.split(' ');
  socket.close(Number(code), reason.join(' '));
};

orders.leave = () => {
  const left = socket;
  socket = null;
  if (left && inNode) left.terminate();
  else if (left) left.close();
  say('left');
};
