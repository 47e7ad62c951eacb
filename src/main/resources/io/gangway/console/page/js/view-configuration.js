// The configuration that runs: servers and locations on the left, the files on the right, and a link from one to the
// other.

import { get } from './api.js';
import { el, setAttribute } from './dom.js';
import { live } from './live.js';
import { go } from './router.js';
import { lineElement } from './nginx-syntax.js';
import { sourceLink } from './source-link.js';

export class ConfigurationView {
  title = 'Configuration';

  #configuration = null;
  #seen = -1;
  #outline = el('nav.outline', { 'aria-label': 'Servers and locations' });
  #files = el('div.tabs', { role: 'group', 'aria-label': 'Files' });
  #source = el('div.source', { tabindex: 0, role: 'region', 'aria-label': 'Source' });
  #shownFile = null;
  /** File and line of the last address. */
  #place = [];

  element = el('div.view.configuration', {}, this.#outline, el('div.source-frame', {}, this.#files, this.#source));

  async show(place) {
    const [file, line] = place;
    this.#place = place;
    if (this.#configuration === null || this.#seen !== live.generationChanges) {
      try {
        this.#seen = live.generationChanges;
        this.#configuration = await get('configuration');
      } catch (error) {
        this.#outline.replaceChildren(el('p.empty', {}, error.message));
        return;
      }
      this.#shownFile = null;
      this.#drawOutline();
      this.#drawFiles();
    }
    this.#showFile(this.#find(file), line === undefined ? null : Number(line));
  }

  update() {
    if (this.#configuration !== null && this.#seen !== live.generationChanges) {
      this.show(this.#place);
    }
  }

  /** A source may name a file by the end of its path. */
  #find(name) {
    const { files } = this.#configuration;
    return files.find((each) => each.name === name) ?? files.find((each) => each.name.endsWith(`/${name}`)) ?? files[0];
  }

  #drawOutline() {
    this.#outline.replaceChildren(
      ...this.#configuration.servers.map((server) =>
        el(
          'section',
          {},
          el('h2', {}, this.#link(server.source, server.names.join(' ') || '(no name)')),
          el('p.muted.mono', {}, server.listen.join(', ')),
          el(
            'ul',
            {},
            server.locations.map((location) =>
              el('li', {}, this.#link(location.source, location.name), el('span.muted', {}, location.handler ?? '')),
            ),
          ),
        ),
      ),
    );
  }

  /** What no file holds, such as the server of --admin, has no line to link to. */
  #link(source, text) {
    const isInFile = this.#configuration.files.some((file) => source.startsWith(`${file.name}:`));
    return isInFile ? sourceLink(source, 'a', text) : el('span.mono', {}, text);
  }

  #drawFiles() {
    this.#files.replaceChildren(
      ...this.#configuration.files.map((file) =>
        el('button.tab', { type: 'button', title: file.name, 'data-file': file.name, onclick: () => go(['configuration', file.name]) }, file.name.split('/').pop()),
      ),
    );
  }

  #showFile(file, line) {
    if (file === undefined) {
      return;
    }
    if (this.#shownFile !== file) {
      this.#shownFile = file;
      const lines = file.text.replace(/\n$/, '').split('\n');
      this.#source.replaceChildren(el('pre', {}, lines.map(lineElement)));
      [...this.#files.children].forEach((button) => setAttribute(button, 'aria-pressed', String(button.dataset.file === file.name)));
    }
    this.#source.querySelector('.line.marked')?.classList.remove('marked');
    for (const link of this.#outline.querySelectorAll('a')) {
      setAttribute(link, 'aria-current', line !== null && link.hash === location.hash ? 'true' : null);
    }
    const marked = line === null ? null : this.#source.querySelector('pre').children[line - 1];
    if (marked) {
      marked.classList.add('marked');
      marked.scrollIntoView({ block: 'center' });
    } else {
      this.#source.scrollTop = 0;
    }
  }
}
