// Requests a page over HTTP/1.1, HTTP/2 and with undici, and says which interim responses came. Arguments: port, h1 | h2 | undici.
'use strict';
const [port, how] = process.argv.slice(2);
const say = (what) => console.log(what);
const url = `https://localhost:${port}/page.html`;

if (how === 'h1') {
  const request = require('https').get(url, (response) => {
    say(`final ${response.statusCode}`);
    response.resume();
  });
  request.on('information', ({ statusCode, headers }) => say(`hint ${statusCode} ${headers.link}`));
} else if (how === 'h2') {
  const session = require('http2').connect(url);
  const request = session.request({ ':path': '/page.html' });
  request.on('headers', (headers) => say(`hint ${headers[':status']} ${headers.link}`));
  request.on('response', (headers) => say(`final ${headers[':status']}`));
  request.on('end', () => session.close()).resume();
} else {
  const { Agent } = require('undici');
  const agent = new Agent({ allowH2: false, connect: { rejectUnauthorized: false } });
  agent
    .request({
      origin: `https://localhost:${port}`,
      path: '/page.html',
      method: 'GET',
      onInfo: ({ statusCode, headers }) => say(`hint ${statusCode} ${headers.link}`),
    })
    .then(async ({ statusCode, body }) => {
      await body.dump();
      say(`final ${statusCode}`);
      await agent.close();
    });
}
