// The configurations in memory, and what keeps the old ones.

import { el } from './dom.js';
import { count, duration, plural, time } from './format.js';
import { live } from './live.js';
import { Polled } from './polled.js';
import { sourceLink } from './source-link.js';

export class GenerationsView {
  title = 'Generations';

  #polled = new Polled('generations', () => this.#draw());
  #seen = 0;
  #shown = '';
  #list = el('div.scroll.cards', { tabindex: 0, role: 'region', 'aria-label': 'Generations' });

  element = el('div.view', {}, this.#list);

  show() {
    this.#polled.start();
  }

  hide() {
    this.#polled.stop();
  }

  update() {
    if (this.#seen !== live.generationChanges) {
      this.#seen = live.generationChanges;
      this.#polled.ask();
    }
  }

  #draw() {
    const text = JSON.stringify(this.#polled.value);
    if (this.#polled.value === null || text === this.#shown) {
      return;
    }
    this.#shown = text;
    const newestFirst = [...this.#polled.value].sort((a, b) => b.number - a.number);
    const lead = el(
      'p.lead.muted',
      {},
      newestFirst.length === 1
        ? 'One configuration is in memory. After a reload, what runs stays with the old one until it ends.'
        : `${plural(newestFirst.length, 'configuration')} in memory: what began before a reload stays with the old one until it ends.`,
    );
    const focused = this.#list.contains(document.activeElement) ? document.activeElement.hash : undefined;
    this.#list.replaceChildren(lead, ...newestFirst.map(card));
    if (focused) {
      [...this.#list.querySelectorAll('a')].find((link) => link.hash === focused)?.focus();
    }
  }
}

function card(generation) {
  const facts = [
    [generation.connections, 'connection'],
    [generation.exchanges, 'exchange'],
    [generation.tunnels, 'tunnel'],
  ].map(([value, noun]) => el('div.figure', {}, el('b', {}, count(value)), el('span.muted', {}, value === 1 ? noun : `${noun}s`)));
  return el(
    'section.card',
    {},
    el(
      'header',
      {},
      el('h2', {}, `Generation ${generation.number}`),
      el('span.badge', { class: generation.running ? 'ok' : 'warn' }, generation.running ? 'running' : 'kept'),
      el('span.muted', {}, `loaded ${time(generation.loaded)}, ${duration(Date.now() - Date.parse(generation.loaded))} ago`),
    ),
    el('div.figures', {}, facts),
    generation.kept_by?.length > 0 ? keptBy(generation) : null,
  );
}

function keptBy(generation) {
  const rows = generation.kept_by.map((each) =>
    el(
      'tr',
      {},
      el('th.mono', { scope: 'row' }, each.location),
      el('td', {}, each.source ? sourceLink(each.source, 'a.mono') : '–'),
      el('td.number', {}, count(each.tunnels)),
    ),
  );
  return el(
    'div.table-scroll',
    {},
    el(
      'table.table',
      {},
      el('caption', {}, generation.running ? 'Tunnels' : 'Kept by'),
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Location'), el('th', { scope: 'col' }, 'Line'), el('th.number', { scope: 'col' }, 'Tunnels'))),
      el('tbody', {}, rows),
    ),
  );
}
