/* The demo's page: join a jury, score inventions, see at once what the other judges do. */
import { computed, createApp, onMounted, onUnmounted, ref, watch } from './vendor/vue.esm-browser.prod.js';
import { contest, join, leave, letter, loadBackends, loadContest, retry } from './contest.js';
import { BackendPanel } from './backend-panel.js';
import { ContestantCard } from './contestant-card.js';
import { FeedPanel } from './feed-panel.js';
import { IntroCard } from './intro-card.js';
import { JoinCard } from './join-card.js';

const POLL = 3000;

const Connection = {
  setup() {
    const now = ref(Date.now());
    const ticking = setInterval(() => (now.value = Date.now()), 250);
    onUnmounted(() => clearInterval(ticking));
    const seconds = computed(() => Math.max(0, Math.ceil((contest.line.until - now.value) / 1000)));
    return { contest, letter, retry, seconds };
  },
  template: /* html */ `
    <div class="connection">
      <p id="connection" class="pill" role="status" :data-state="contest.line.phase"
         :data-backend="contest.backend?.name" :data-port="contest.backend?.port">
        <span class="dot" aria-hidden="true"></span>
        <span v-if="contest.backend">
          backend <b>{{ letter(contest.backend.name) }}</b><span class="wide">, port {{ contest.backend.port }}</span>
        </span>
        <span v-else-if="contest.line.phase === 'connecting'">connecting…</span>
        <span v-else>not connected<span class="wide" aria-hidden="true">, next try in {{ seconds }} s</span></span>
      </p>
      <button v-if="contest.line.phase === 'waiting'" id="retry" class="quiet" @click="retry">Try now</button>
    </div>`,
};

const App = {
  components: { BackendPanel, Connection, ContestantCard, FeedPanel, IntroCard, JoinCard },
  setup() {
    const tab = ref('scores');
    const silent = ref(false); // no backend responds: the page offers to start one
    const tabs = [
      { id: 'scores', name: 'Scores' },
      { id: 'talk', name: 'Talk' },
      { id: 'backends', name: 'Backends' },
    ];
    const others = computed(() => contest.judges.filter((judge) => judge !== contest.judge));

    function enter(team, judge) {
      const url = new URL(location);
      url.search = new URLSearchParams({ team, judge });
      history.replaceState(null, '', url);
      join(team, judge);
    }

    function exit() {
      leave();
      history.replaceState(null, '', location.pathname);
    }

    async function load() {
      try {
        await loadContest();
        silent.value = false;
      } catch {
        silent.value = true;
        setTimeout(load, 1500);
        return;
      }
      const query = new URLSearchParams(location.search);
      const team = query.get('team');
      const judge = query.get('judge')?.trim();
      if (judge && contest.teams.includes(team)) enter(team, judge.slice(0, 30));
    }

    watch([tab, () => contest.unread], () => {
      if (tab.value === 'talk') contest.unread = 0;
    });
    onMounted(() => {
      load();
      loadBackends();
      setInterval(() => document.hidden || loadBackends(), POLL);
    });
    return { contest, enter, exit, others, silent, tab, tabs };
  },
  template: /* html */ `
    <header class="top">
      <img src="favicon.svg" alt="" width="34" height="34">
      <div class="brand">
        <h1>Gangway</h1>
        <p>an nginx configuration on the JVM: the demo</p>
      </div>
      <template v-if="contest.team">
        <Connection />
        <button id="leave" class="quiet" @click="exit">Leave<span class="wide">&nbsp;{{ contest.team }}</span></button>
      </template>
    </header>

    <main v-if="!contest.team" class="lobby">
      <IntroCard />
      <JoinCard @enter="enter" />
      <BackendPanel v-if="silent" />
    </main>

    <template v-else>
      <nav class="tabs" aria-label="Parts of this page">
        <button v-for="one in tabs" :key="one.id" :id="'tab-' + one.id" :aria-pressed="tab === one.id" @click="tab = one.id">
          {{ one.name }}
          <span v-if="one.id === 'talk' && contest.unread && tab !== 'talk'" class="badge">
            {{ contest.unread }}<span class="hidden"> new</span>
          </span>
        </button>
      </nav>
      <main class="contest" :data-tab="tab">
        <section class="scores" aria-labelledby="scores-title">
          <div class="heading">
            <h2 id="scores-title">{{ contest.team }} jury</h2>
            <p id="judges">
              {{ contest.judge }} (you)<template v-for="judge in others" :key="judge">, {{ judge }}</template>
            </p>
          </div>
          <ul class="cards">
            <ContestantCard v-for="one in contest.contestants" :key="one.id" :contestant="one" />
          </ul>
        </section>
        <div class="side">
          <FeedPanel />
          <BackendPanel />
        </div>
      </main>
    </template>`,
};

createApp(App).mount('#app');
