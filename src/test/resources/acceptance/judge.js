// A judge's page as applications of this kind have it: a WebSocket where the browser has one, SockJS where it has none.
'use strict';

const base = location.host + '/acts_competition/';
let socket = null;

function connect() {
  const Native = window.WebSocket || window.MozWebSocket;
  socket = Native ? new Native(`ws://${base}echo`) : new SockJS(`http://${base}sockjs/echo`);
  socket.onopen = () => (document.getElementById('state').textContent = 'open');
  socket.onclose = ({ code }) => (document.getElementById('state').textContent = 'closed ' + code);
  socket.onmessage = ({ data }) => {
    const line = document.createElement('li');
    line.textContent = data;
    document.getElementById('heard').append(line);
  };
}

function sendData(data) {
  socket.send(data);
}

// SockJS sessions belong to somebody
document.cookie = 'judge=Anna; path=/';
window.addEventListener('DOMContentLoaded', connect);
