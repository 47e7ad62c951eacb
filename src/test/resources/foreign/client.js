// A WebSocket client: in node the package ws, by HTTP/1.1 or with the argument "http2", or the package undici with the argument
// "undici"; the browser's own in a page. One connection at a time.
'use strict';
if (typeof window === 'undefined') require('./lines.js');

const make = inNode ? process.argv[2] || 'ws' : 'browser';
let Socket;
if (make === 'browser') {
  Socket = window.WebSocket;
} else if (make === 'undici') {
  const { Agent, WebSocket } = require('undici');
  const dispatcher = new Agent({ allowH2: true, connect: { rejectUnauthorized: false } });
  Socket = class extends WebSocket {
    constructor(url, protocols) {
      super(url, { protocols, dispatcher });
    }
  };
} else {
  Socket = make === 'http2' ? require('./http2-socket.js').Http2WebSocket : require('ws');
}
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
  if (mine.on) {
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
  if (left && left.terminate) left.terminate();
  else if (left) left.close();
  say('left');
};
