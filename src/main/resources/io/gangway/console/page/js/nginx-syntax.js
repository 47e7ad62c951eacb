// One line of nginx's language as coloured elements.

import { el } from './dom.js';

const TOKEN = /(#.*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(\$\{?\w+\}?)|([{};])/g;
const KINDS = [null, 'conf-comment', 'conf-string', 'conf-variable', 'conf-mark'];
const OWN_DIRECTIVE = /^#gangway\s/;

/** A line with its number, which starts at 0 here. */
export function lineElement(text, index) {
  return el('span.line', {}, el('span.line-number', { 'aria-hidden': 'true' }, String(index + 1)), el('code', {}, parts(text)), '\n');
}

function parts(text) {
  const name = /^(\s*)([a-z_0-9]+)/i.exec(text);
  const result = name === null ? [] : [name[1], el('span.conf-name', {}, name[2])];
  const rest = name === null ? text : text.slice(name[0].length);
  let from = 0;
  for (const match of rest.matchAll(TOKEN)) {
    const kind = OWN_DIRECTIVE.test(match[1] ?? '') ? 'conf-own' : KINDS[match.findIndex((group, at) => at > 0 && group !== undefined)];
    result.push(rest.slice(from, match.index), el('span', { class: kind }, match[0]));
    from = match.index + match[0].length;
  }
  result.push(rest.slice(from));
  return result;
}
