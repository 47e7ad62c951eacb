/* The state of this page: one reactive object, updated by the WebSocket and by the API. */
import { reactive } from './vendor/vue.esm-browser.prod.js';
import { Line } from './line.js';

const here = (path) => new URL(path, document.baseURI);

async function ask(path, method = 'GET') {
  const response = await fetch(here(path), { method, cache: 'no-store' });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export const contest = reactive({
  teams: [],
  contestants: [],
  team: '',
  judge: '',
  judges: [],
  scores: {}, // contestant id -> judge -> value
  feed: [],
  line: { phase: 'closed', until: 0 },
  backend: null, // { name, port } while connected
  backends: [],
  unread: 0,
});

let line = null;
let notices = 0;

export const letter = (backend) => backend.toUpperCase();

export const spoken = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(1));

export function average(id) {
  const values = Object.values(contest.scores[id] ?? {});
  return values.length ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

export async function loadContest() {
  const { teams, contestants } = await ask('api/contest');
  Object.assign(contest, { teams, contestants });
}

export async function loadBackends() {
  try {
    contest.backends = (await ask('api/backends')).backends;
  } catch {
    contest.backends = contest.backends.map((one) => ({ ...one, running: null }));
  }
}

export async function changeBackend(name, action) {
  contest.backends = (await ask(`api/backends/${name}/${action}`, 'POST')).backends;
  // A page that waits for this backend can connect at once.
  if (action === 'start') line?.retry();
}

export function join(team, judge) {
  Object.assign(contest, { team, judge, judges: [], scores: {}, feed: [], unread: 0 });
  const url = here('chat');
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ team, judge });
  line = new Line(url, { received, changed });
}

export function leave() {
  line?.end();
  line = null;
  Object.assign(contest, { team: '', judge: '', backend: null, line: { phase: 'closed', until: 0 } });
}

export const give = (id, value) => line.send({ type: 'score', contestant: id, value });

export const say = (text) => line.send({ type: 'chat', text });

export const retry = () => line?.retry();

function changed(phase, detail = {}) {
  if (phase === 'waiting' && contest.backend) {
    notice(`Backend ${letter(contest.backend.name)} is gone (code ${detail.code}), reconnecting.`);
  }
  contest.backend = null;
  contest.line = { phase, until: detail.until ?? 0 };
}

function received(message) {
  switch (message.type) {
    case 'welcome':
      welcome(message);
      loadBackends();
      break;
    case 'judges':
      contest.judges = message.judges;
      break;
    case 'score':
      keep(message);
      add(message);
      break;
    case 'chat':
      add(message);
      break;
    case 'refused':
      notice(message.reason);
      break;
  }
}

function welcome({ backend, port, scores, feed }) {
  contest.scores = {};
  scores.forEach(keep);
  // This page's own notices keep their place among the messages of others.
  const notes = contest.feed.filter((entry) => entry.type === 'notice');
  contest.feed = [...feed, ...notes].sort((one, other) => one.at - other.at);
  contest.backend = { name: backend, port };
  contest.line = { phase: 'open', until: 0 };
  notice(`Connected to backend ${letter(backend)}, port ${port}.`);
}

function keep({ contestant, judge, value }) {
  (contest.scores[contestant] ??= {})[judge] = value;
}

function add(entry) {
  contest.feed.push(entry);
  if (contest.feed.length > 200) contest.feed.shift();
  if (entry.judge !== contest.judge && entry.type !== 'notice') contest.unread++;
}

function notice(text) {
  add({ type: 'notice', id: `notice-${++notices}`, at: Date.now(), text });
}
