// fetch of the package undici over HTTP/2, in node. All requests of an origin share one connection.
'use strict';
require('./lines.js');
const { Agent, fetch } = require('undici');

const dispatcher = new Agent({ allowH2: true, connections: 1, connect: { rejectUnauthorized: false } });
const aborts = new Map();

const told = (promise) => promise.catch((error) => say('failed ' + (error.cause || error).name)).then((line) => line && say(line));

// get URL
orders.get = (url) => told(fetch(url, { dispatcher }).then(async (response) => `${response.status} ${await response.text()}`));

// large URL
orders.large = (url) =>
  told(fetch(url, { dispatcher }).then(async (response) => described(new Uint8Array(await response.arrayBuffer()))));

// many COUNT URL: says each body once
orders.many = (words) => {
  const [count, url] = words.split(' ');
  const each = async () => (await fetch(url, { dispatcher })).text();
  told(Promise.all(Array.from({ length: Number(count) }, each)).then((all) => `${all.length} ${[...new Set(all)].join(' ')}`));
};

// post SIZE URL
orders.post = (words) => {
  const [size, url] = words.split(' ');
  const body = Buffer.alloc(Number(size), 'abcdefghij');
  told(fetch(url, { method: 'POST', body, dispatcher }).then(async (response) => `${response.status} ${await response.text()}`));
};

// stream PIECES URL: a body without a length
orders.stream = (words) => {
  const [pieces, url] = words.split(' ');
  let left = Number(pieces);
  const body = new ReadableStream({
    pull(to) {
      if (left-- > 0) to.enqueue(Buffer.alloc(1000, 'abcdefghij'));
      else to.close();
    },
  });
  told(
    fetch(url, { method: 'POST', body, duplex: 'half', dispatcher }).then(
      async (response) => `${response.status} ${await response.text()}`));
};

// begin URL: a request that "abort URL" ends
orders.begin = (url) => {
  const abort = new AbortController();
  aborts.set(url, abort);
  told(fetch(url, { signal: abort.signal, dispatcher }).then((response) => response.text()));
};
orders.abort = (url) => aborts.get(url).abort();
