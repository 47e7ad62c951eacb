// A long list as an ARIA grid: only visible rows are elements, so 10,000 items cost what 30 cost. The grid itself has
// the focus and names its current row, which therefore may scroll out of sight without losing the focus.

import { el, setAttribute, setText } from './dom.js';

const OVERSCAN = 6;
let grids = 0;

/**
 * A column: `id`, `label`, and `paint(cell, item)` or `text(item)`; optionally `number` (aligned right), `title`,
 * `compare(a, b)` (then it can be sorted by), `descending` (its first direction), `className`.
 */
export class Grid {
  /** The items, in order. */
  items = [];
  /** The current item: the one that keys act on. */
  current = null;
  sort;

  #columns;
  #options;
  #prefix = `grid${++grids}`;
  #rows = new Map();
  #free = [];
  #body = el('div.grid-body', { role: 'rowgroup' });
  #head;
  #rowHeight = 28;
  #headHeight = 0;

  /**
   * @param {object} options `label`, `columns`, `className`, `sort` ({id, descending}), `open(item)`, `move(item)` for a
   *     current row that changed, `sorted()`, `rowClass(item)`, `selected(item)`
   */
  constructor(options) {
    this.#options = options;
    this.#columns = options.columns;
    this.sort = options.sort ?? null;
    this.#head = el('div.row', { role: 'row', 'aria-rowindex': 1 }, this.#columns.map((column) => this.#header(column)));
    this.element = el(
      'div.grid',
      {
        class: options.className ?? '',
        role: 'grid',
        tabindex: 0,
        'aria-label': options.label,
        'aria-colcount': this.#columns.length,
        onscroll: () => this.#draw(),
        onkeydown: (event) => this.#key(event),
        onclick: (event) => this.#click(event),
      },
      el('div.grid-head', { role: 'rowgroup' }, this.#head),
      this.#body,
    );
    new ResizeObserver(() => this.#measure()).observe(this.element);
    this.#showSort();
  }

  /** Shows these items; the current one stays current while it is among them. */
  show(items) {
    this.items = items;
    if (this.current !== null && !items.includes(this.current)) {
      this.current = null;
    }
    setAttribute(this.element, 'aria-rowcount', items.length + 1);
    this.#body.style.height = `${items.length * this.#rowHeight}px`;
    this.#draw();
  }

  /** The order that the head names. */
  compare() {
    const column = this.#columns.find((each) => each.id === this.sort.id);
    return this.sort.descending ? (a, b) => column.compare(b, a) : column.compare;
  }

  /** Sorts by a column, in its other direction if it is sorted by it already. */
  sortBy(id) {
    const column = this.#columns.find((each) => each.id === id);
    const descending = this.sort.id === id ? !this.sort.descending : Boolean(column.descending);
    this.sort = { id, descending };
    this.#showSort();
    this.#options.sorted?.();
  }

  /** The columns that can be sorted by, as options of a select. */
  sortSelect() {
    const options = this.#columns
      .filter((column) => column.compare)
      .map((column) => el('option', { value: column.id, selected: column.id === this.sort.id }, column.title ?? column.label));
    return el(
      'select.select.order',
      { 'aria-label': 'Order', onchange: (event) => this.sortBy(event.target.value) },
      options,
    );
  }

  /** Moves the current row by a number of rows, and shows it. */
  moveBy(rows) {
    if (this.items.length === 0) {
      return;
    }
    const from = this.items.indexOf(this.current);
    const to = from < 0 ? (rows > 0 ? 0 : this.items.length - 1) : from + rows;
    this.moveTo(this.items[Math.min(this.items.length - 1, Math.max(0, to))]);
  }

  moveTo(item) {
    this.current = item;
    this.#reveal(this.items.indexOf(item));
    this.#draw();
    this.#options.move?.(item);
  }

  focus() {
    this.element.focus({ preventScroll: true });
  }

  /** Whether someone reads: the pointer or the focus is inside, or it is scrolled. */
  isRead() {
    return this.element.scrollTop > 0 || this.element.matches(':hover, :focus-within');
  }

  #header(column) {
    const label = column.compare
      ? el('button.sort', { type: 'button', tabindex: -1, title: column.title, onclick: () => this.sortBy(column.id) }, column.label)
      : column.label;
    return el(
      'div.cell',
      { role: 'columnheader', class: `${column.className ?? ''} ${column.number ? 'number' : ''}`, 'data-column': column.id },
      label,
    );
  }

  #showSort() {
    for (const cell of this.#head.children) {
      const isSorted = this.sort !== null && cell.dataset.column === this.sort.id;
      setAttribute(cell, 'aria-sort', isSorted ? (this.sort.descending ? 'descending' : 'ascending') : null);
    }
  }

  #measure() {
    const height = Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row'));
    this.#headHeight = getComputedStyle(this.#head.parentElement).position === 'sticky' ? this.#head.offsetHeight : 0;
    if (height !== this.#rowHeight) {
      this.#rowHeight = height;
      this.#body.style.height = `${this.items.length * height}px`;
      this.#rows.forEach((row) => (row.index = -1));
    }
    this.#draw();
  }

  #draw() {
    const top = this.element.scrollTop;
    const first = Math.max(0, Math.floor(top / this.#rowHeight) - OVERSCAN);
    const last = Math.min(this.items.length, Math.ceil((top + this.element.clientHeight) / this.#rowHeight) + OVERSCAN);
    const visible = new Set(this.items.slice(first, last));
    for (const [item, row] of this.#rows) {
      if (!visible.has(item)) {
        this.#rows.delete(item);
        this.#free.push(row);
      }
    }
    let index = first;
    for (const item of visible) {
      this.#paint(item, index++);
    }
    this.#free.splice(0).forEach((row) => row.element.remove());
    const current = this.#rows.get(this.current);
    setAttribute(this.element, 'aria-activedescendant', current ? current.element.id : null);
  }

  #paint(item, index) {
    const row = this.#rows.get(item) ?? this.#row(item);
    if (row.index !== index) {
      row.index = index;
      row.element.style.transform = `translateY(${index * this.#rowHeight}px)`;
      row.element.id = `${this.#prefix}-${index}`;
      row.element.setAttribute('aria-rowindex', index + 2);
    }
    const isSelected = this.#options.selected ? this.#options.selected(item) : item === this.current;
    setAttribute(row.element, 'aria-selected', String(isSelected));
    const extra = this.#options.rowClass?.(item) ?? '';
    const className = `row ${item === this.current ? 'active' : ''} ${extra}`.trim();
    if (row.element.className !== className) {
      row.element.className = className;
    }
    this.#columns.forEach((column, at) => {
      if (column.paint) {
        column.paint(row.cells[at], item);
      } else {
        setText(row.cells[at], column.text(item));
      }
    });
  }

  #row(item) {
    const row = this.#free.pop() ?? this.#newRow();
    row.index = -1;
    row.item = item;
    this.#rows.set(item, row);
    return row;
  }

  #newRow() {
    const cells = this.#columns.map((column) =>
      el('div.cell', {
        role: 'gridcell',
        class: `cell-${column.id} ${column.className ?? ''} ${column.number ? 'number' : ''}`,
      }),
    );
    const row = { element: el('div.row', { role: 'row' }, cells), cells, index: -1, item: null };
    this.#body.append(row.element);
    return row;
  }

  #reveal(index) {
    const top = index * this.#rowHeight;
    const room = this.element.clientHeight - this.#headHeight;
    if (top < this.element.scrollTop) {
      this.element.scrollTop = top;
    } else if (top + this.#rowHeight > this.element.scrollTop + room) {
      this.element.scrollTop = top + this.#rowHeight - room;
    }
  }

  #click(event) {
    const element = event.target.closest('.grid-body .row');
    const row = [...this.#rows.values()].find((each) => each.element === element);
    if (row && !getSelection().toString()) {
      this.moveTo(row.item);
      this.#options.open?.(row.item);
    }
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in moves) {
      event.preventDefault();
      this.moveBy(moves[event.key]);
    } else if (event.key === 'Enter' && this.current !== null && event.target === this.element) {
      event.preventDefault();
      this.#options.open?.(this.current);
    }
  }
}
