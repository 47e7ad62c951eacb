// A link to a line of the configuration.

import { el } from './dom.js';
import { href } from './router.js';

/**
 * Links to the line that a source names.
 *
 * @param {string} source `/etc/nginx/nginx.conf:12`
 * @param {string} element `a` with classes
 * @param {string} text by default the name of the file and the line
 */
export function sourceLink(source, element = 'a', text = source.slice(source.lastIndexOf('/') + 1)) {
  const colon = source.lastIndexOf(':');
  return el(element, { href: href('configuration', source.slice(0, colon), source.slice(colon + 1)), title: source }, text);
}
