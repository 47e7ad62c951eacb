// A list with its bar: filter, how many, what is new. Tunnels and closes are such lists.

import { compile } from './filter.js';
import { el, setText } from './dom.js';
import { count } from './format.js';
import { Grid } from './grid.js';
import { HeldRows } from './held-rows.js';

export class ListView {
  grid;
  #options;
  #held = new HeldRows();
  #matches = () => true;
  #filter;
  #count = el('span.muted.matches');
  #new = el('button.pill', { type: 'button', hidden: true, onclick: () => this.takeNew() });
  #state = el('span.muted.held', { hidden: true }, 'order held while you read');
  #empty = el('p.empty', { hidden: true });
  #isTaking = true;

  /**
   * @param {object} options of the grid, and `items()`, `fields` of the filter, `filterHint`, `empty` (the text of an
   *     empty list), `note()` (text after the number of items), `isRead()` (whether something else says that someone reads), `controls` (elements of the bar)
   */
  constructor(options) {
    this.#options = options;
    this.grid = new Grid({ ...options, sorted: () => this.takeNew() });
    this.#filter = el('input.field', {
      type: 'search',
      placeholder: options.filterHint,
      'aria-label': `Filter: ${options.filterHint}`,
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: () => this.#filterBy(),
    });
    this.bar = el(
      'div.bar',
      {},
      this.#filter,
      this.grid.sortSelect(),
      options.controls ?? [],
      this.#count,
      this.#new,
      this.#state,
    );
    this.element = el('div.list', {}, this.bar, el('div.list-body', {}, this.grid.element, this.#empty));
    this.grid.element.addEventListener('scroll', () => this.grid.element.scrollTop === 0 && this.update());
  }

  /** Sets the filter, as if it were typed. */
  filterBy(text) {
    this.#filter.value = text;
    this.#filterBy();
  }

  /** Takes in what waits, in order. */
  takeNew() {
    this.#isTaking = true;
    this.update();
  }

  update() {
    const all = this.#options.items();
    const items = all.filter(this.#matches);
    const reading = !this.#isTaking && (this.grid.isRead() || Boolean(this.#options.isRead?.()));
    this.#isTaking = false;
    this.#held.update(items, this.grid.compare(), reading);
    this.grid.show(this.#held.rows);
    const isPart = items.length < all.length;
    const total = `${count(all.length)}${this.#options.note?.() ?? ''}`;
    setText(this.#count, isPart ? `${count(items.length)} of ${total}` : total);
    this.#new.hidden = this.#held.waiting === 0;
    setText(this.#new, `${count(this.#held.waiting)} new`);
    this.#state.hidden = !reading || this.#held.rows.length === 0;
    this.#empty.hidden = this.#held.rows.length > 0;
    setText(this.#empty, all.length === 0 ? this.#options.empty : 'Nothing matches the filter.');
  }

  #filterBy() {
    this.#matches = compile(this.#filter.value, this.#options.fields);
    this.takeNew();
    this.grid.element.scrollTop = 0;
  }
}
