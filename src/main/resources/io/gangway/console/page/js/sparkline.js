// A curve of the last two minutes. Its newest value is at the right.

import { svg } from './dom.js';

const POINTS = 120;
const WIDTH = 240;
const HEIGHT = 44;

export class Sparkline {
  #line = svg('path.spark-line');
  #area = svg('path.spark-area');

  /** @param {string} label what a screen reader says instead */
  constructor(label) {
    this.element = svg(
      'svg.spark',
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
      this.#area,
      this.#line,
    );
  }

  show(values) {
    if (values.length < 2) {
      return;
    }
    const max = Math.max(1, ...values);
    const step = WIDTH / (POINTS - 1);
    const start = WIDTH - (values.length - 1) * step;
    const points = values.map((value, index) => {
      const x = (start + index * step).toFixed(1);
      const y = (HEIGHT - 2 - (value / max) * (HEIGHT - 6)).toFixed(1);
      return `${x} ${y}`;
    });
    const line = `M${points.join('L')}`;
    this.#line.setAttribute('d', line);
    this.#area.setAttribute('d', `${line}L${WIDTH} ${HEIGHT}L${start.toFixed(1)} ${HEIGHT}Z`);
  }
}
