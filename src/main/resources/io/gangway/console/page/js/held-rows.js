// The rows of a list that does not jump: while someone reads, what is shown keeps its place. New items wait until they
// are asked for, ended ones stay where they are.

export class HeldRows {
  /** The items shown, in order. */
  rows = [];
  /** How many items wait. */
  waiting = 0;

  /**
   * @param {Array} items all that match, in any order
   * @param {function} compare the order
   * @param {boolean} reading whether to keep the rows as they are
   */
  update(items, compare, reading) {
    if (reading) {
      const shown = new Set(this.rows);
      this.waiting = items.reduce((sum, item) => sum + (shown.has(item) ? 0 : 1), 0);
    } else {
      this.take(items, compare);
    }
  }

  /** Shows all items, in order. */
  take(items, compare) {
    this.rows = [...items].sort(compare);
    this.waiting = 0;
  }
}
