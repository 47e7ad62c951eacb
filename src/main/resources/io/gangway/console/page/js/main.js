// Starts the page: the token, the live data, the views and the keys.

import { announce } from './announce.js';
import { setAttribute, setText } from './dom.js';
import { count, duration } from './format.js';
import { listenToKeys, showKeys } from './keys.js';
import { live } from './live.js';
import { go, route } from './router.js';
import { takeTokenFromAddress } from './token.js';
import { ClosesView } from './view-closes.js';
import { ConfigurationView } from './view-configuration.js';
import { GenerationsView } from './view-generations.js';
import { OverviewView } from './view-overview.js';
import { TunnelsView } from './view-tunnels.js';
import { UpstreamsView } from './view-upstreams.js';

const VIEWS = {
  overview: OverviewView,
  tunnels: TunnelsView,
  closes: ClosesView,
  upstreams: UpstreamsView,
  generations: GenerationsView,
  configuration: ConfigurationView,
};
const STATES = { live: 'live', waiting: 'connecting…', refused: 'refused' };

const main = document.querySelector('main');
const linkState = document.getElementById('link-state');
const refusal = document.getElementById('refusal');
const made = {};
let current = null;

/** A view stays as it was when one comes back to it: its filter, its order, its place. */
function show([name, ...rest]) {
  const key = name in VIEWS ? name : 'overview';
  made[key] ??= new VIEWS[key]();
  const next = made[key];
  if (next !== current) {
    current?.hide?.();
    main.replaceChildren(next.element);
    current = next;
    document.title = `${next.title} – Gangway`;
    for (const link of document.querySelectorAll('.views a')) {
      setAttribute(link, 'aria-current', link.dataset.view === key ? 'page' : null);
    }
    document.querySelector('.views [aria-current]').scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }
  next.show(rest);
}

function update() {
  const { overview, state, error } = live;
  setText(linkState, STATES[state]);
  linkState.dataset.state = state;
  refusal.hidden = state !== 'refused';
  if (state === 'refused') {
    setText(refusal, `Gangway refuses this page: ${error.message}`);
  }
  if (overview) {
    setText(document.getElementById('instance'), `${overview.version} · generation ${overview.generation} · up ${duration(overview.uptime_ms)}`);
    setText(document.getElementById('tunnel-count'), count(live.tunnels.size));
  }
  current.update?.();
}

function theme() {
  announce(`Theme: ${window.nextTheme()}`);
}

takeTokenFromAddress();
route(show);
live.subscribe(update);
live.start();

const global = {
  '?': showKeys,
  t: theme,
  '/': () => main.querySelector('input[type=search]')?.focus(),
};
Object.keys(VIEWS).forEach((name, index) => (global[index + 1] = () => go([name])));
listenToKeys(global, () => current.keys ?? {});
document.getElementById('theme').addEventListener('click', theme);
document.getElementById('keys').addEventListener('click', showKeys);
// the fragment is the view's: the link may not change it
document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  main.focus();
});
