// A judge who speaks STOMP, over a WebSocket or over SockJS, in node or in a page. One connection at a time.
'use strict';
if (typeof window === 'undefined') require('./lines.js');

const stompjs = inNode ? require('@stomp/stompjs') : window.StompJs;
const Sock = inNode ? require('sockjs-client') : window.SockJS;
if (inNode) globalThis.WebSocket = require('ws');
let judge = null;

// open URL TEAM WAY, where the way is "stomp" or a transport of SockJS; "open" is said when the team is joined
orders.open = (words) => {
  const [url, team, way] = words.split(' ');
  const destination = '/app/score/' + team;
  const mine = new stompjs.Client({ reconnectDelay: 0 });
  const told = (line) => judge === mine && say(line);
  let joined = false;
  judge = mine;
  mine.team = team;
  if (way === 'stomp') mine.brokerURL = url;
  else mine.webSocketFactory = () => new Sock(url, null, { transports: way });
  mine.onConnect = () => {
    mine.subscribe('/team/' + team, ({ body }) => {
      if (!body.endsWith(': joining')) {
        told('text ' + body);
      } else if (!joined) {
        joined = true;
        told('open ' + mine.connectedVersion);
      }
    });
    // asked until it is so, since the broker gives no receipts
    const joining = setInterval(() => {
      if (joined || judge !== mine) clearInterval(joining);
      else mine.publish({ destination, body: 'joining' });
    }, 50);
  };
  mine.onStompError = (frame) => told('error ' + frame.headers.message);
  mine.onWebSocketClose = ({ code, reason }) => told(`close ${code} ${reason}`);
  mine.activate();
};

orders.text = (body) => judge.publish({ destination: '/app/score/' + judge.team, body });

orders.leave = () => {
  const left = judge;
  judge = null;
  if (left) left.deactivate();
  say('left');
};
