// What scripts of the tests share, in node and in a page: they do what lines tell them and say in lines what they saw.
'use strict';

globalThis.inNode = typeof window === 'undefined';

/** What a line's first word makes: a function of the other words. */
globalThis.orders = {};

/** In a page: lines that the test has not fetched yet. */
globalThis.said = [];

globalThis.say = (line) => (inNode ? console.log(line) : said.push(line));

/** What is said of a binary message: its length and its Adler-32. */
globalThis.described = (bytes) => {
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return `binary ${bytes.length} ${((b << 16) | a) >>> 0}`;
};

globalThis.fromBase64 = (text) => {
  const chars = atob(text);
  const bytes = new Uint8Array(chars.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = chars.charCodeAt(i);
  return bytes;
};

globalThis.perform = (line) => {
  const blank = line.indexOf(' ');
  if (blank < 0) orders[line]('');
  else orders[line.slice(0, blank)](line.slice(blank + 1));
};

if (inNode) {
  const lines = require('readline').createInterface({ input: process.stdin });
  lines.on('line', perform).on('close', () => process.exit(0));
}
