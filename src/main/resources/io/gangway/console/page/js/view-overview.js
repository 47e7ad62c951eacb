// The state of the whole at a glance.

import { closeClass, closeText } from './close-codes.js';
import { el, setAttribute, setText } from './dom.js';
import { bytes, count, duration, rate, time } from './format.js';
import { live } from './live.js';
import { href } from './router.js';
import { Sparkline } from './sparkline.js';

const LAST_CLOSES = 8;
const LATE_MILLIS = 50;

export class OverviewView {
  title = 'Overview';

  #updates = [];
  #closes = el('ul.last-closes');
  #shownCloses = null;
  #loops = el('tbody');

  element = el(
    'div.view.scroll',
    { tabindex: 0, role: 'region', 'aria-label': 'Overview' },
    el(
      'div.tiles',
      {},
      this.#curve('Requests a second', (history) => history.requests, rate, (overview) => `${count(overview.requests)} in all`),
      this.#curve('Messages a second', (history) => history.messages, rate, () => 'in tunnels, both ways'),
      this.#curve('Tunnels', (history) => history.tunnels, count, (overview) => `of ${count(overview.connections.active)} connections`),
    ),
    el(
      'div.columns',
      {},
      el(
        'div.cards',
        {},
        this.#facts('Server', [
          ['Ready', (overview) => (overview.ready ? 'yes' : 'no: it drains'), (overview) => (overview.ready ? 'ok' : 'bad')],
          ['Version', (overview) => `${overview.name} ${overview.version}`],
          ['Process', (overview) => String(overview.pid)],
          ['Started', (overview) => `${time(overview.started)}, ${duration(overview.uptime_ms)} ago`],
          ['Generation', (overview) => String(overview.generation)],
          ['Reloads', (overview) => `${overview.reloads.succeeded} done, ${overview.reloads.failed} refused`, (overview) => (overview.reloads.failed > 0 ? 'warn' : '')],
          ['Last refusal', (overview) => overview.reloads.last_error ?? 'none'],
          ['Changes here', () => (live.write ? 'permitted' : 'off: write=on permits them')],
        ]),
        this.#figures('Connections', ['active', 'reading', 'writing', 'waiting', 'accepted'], (overview) => overview.connections),
      ),
      el(
        'div.cards',
        {},
        this.#loopCard(),
        el(
          'section.card',
          {},
          el('header', {}, el('h2', {}, 'Last closes'), el('a.end', { href: href('closes') }, 'All')),
          this.#closes,
        ),
      ),
    ),
  );

  show() {
    this.update();
  }

  update() {
    if (live.overview === null) {
      return;
    }
    this.#updates.forEach((each) => each(live.overview));
    this.#showLoops(live.overview.loops);
    this.#showCloses();
  }

  #curve(title, values, format, note) {
    const number = el('b');
    const peak = el('span.muted.end');
    const text = el('span.muted');
    const curve = new Sparkline(`${title} in the last two minutes`);
    this.#updates.push((overview) => {
      const history = values(live.history);
      setText(number, history.length === 0 ? '–' : format(history.at(-1)));
      setText(peak, history.length === 0 ? '' : `peak ${format(Math.max(...history))}`);
      setText(text, note(overview));
      curve.show(history);
    });
    return el('section.tile', {}, el('header', {}, el('h2', {}, title), peak), el('p', {}, number, text), curve.element);
  }

  #facts(title, rows) {
    const list = rows.map(([name, text, className]) => {
      const value = el('dd');
      this.#updates.push((overview) => {
        setText(value, text(overview));
        setAttribute(value, 'class', className ? className(overview) : null);
      });
      return [el('dt', {}, name), value];
    });
    return el('section.card', {}, el('header', {}, el('h2', {}, title)), el('dl.facts', {}, list));
  }

  #figures(title, names, values) {
    const figures = names.map((name) => {
      const value = el('b');
      this.#updates.push((overview) => setText(value, count(values(overview)[name])));
      return el('div.figure', {}, value, el('span.muted', {}, name));
    });
    return el('section.card', {}, el('header', {}, el('h2', {}, title)), el('div.figures', {}, figures));
  }

  #loopCard() {
    const memory = el('span.muted');
    const meter = el('meter', { min: 0, 'aria-label': 'Buffers in use' });
    this.#updates.push(({ buffers }) => {
      setText(memory, `${bytes(buffers.used)}${buffers.max > 0 ? ` of ${bytes(buffers.max)}` : ''}`);
      meter.hidden = buffers.max <= 0;
      meter.max = buffers.max > 0 ? buffers.max : 1;
      meter.value = buffers.max > 0 ? buffers.used : 0;
    });
    return el(
      'section.card',
      {},
      el('header', {}, el('h2', {}, 'Loops')),
      el(
        'table.table.loops',
        { 'aria-label': 'Loops' },
        el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Loop'), el('th.number', { scope: 'col' }, 'Connections'), el('th.number', { scope: 'col' }, 'Lag'))),
        this.#loops,
      ),
      el('p.buffers', {}, el('span', {}, 'Buffers'), meter, memory),
    );
  }

  #showLoops(loops) {
    while (this.#loops.children.length > loops.length) {
      this.#loops.lastChild.remove();
    }
    while (this.#loops.children.length < loops.length) {
      this.#loops.append(el('tr', {}, el('th', { scope: 'row' }), el('td.number'), el('td.number')));
    }
    loops.forEach((loop, index) => {
      const [id, connections, lag] = this.#loops.children[index].children;
      setText(id, loop.id);
      setText(connections, count(loop.connections));
      setText(lag, loop.lag_ms < 10 ? `${loop.lag_ms.toFixed(1)} ms` : duration(loop.lag_ms));
      lag.classList.toggle('alarming', loop.lag_ms > LATE_MILLIS);
    });
  }

  #showCloses() {
    if (this.#shownCloses === live.closes) {
      return;
    }
    this.#shownCloses = live.closes;
    const items = live.closes.slice(0, LAST_CLOSES).map((close) =>
      el(
        'li',
        {},
        el('span.badge', { class: closeClass(close.code) }, closeText(close.code)),
        el('span', {}, close.by ? `by ${close.by}` : ''),
        el('span.mono', {}, close.location ?? ''),
        el('span.muted.end', {}, time(close.at)),
      ),
    );
    this.#closes.replaceChildren(...(items.length === 0 ? [el('li.muted', {}, 'No tunnel has closed yet.')] : items));
  }
}
