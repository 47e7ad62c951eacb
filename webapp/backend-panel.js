import { reactive } from './vendor/vue.esm-browser.prod.js';
import { changeBackend, contest, letter, loadBackends } from './contest.js';

export const BackendPanel = {
  setup() {
    const busy = reactive({});
    const front = location.host;
    const seats = (count) => (count === 1 ? '1 judge' : `${count} judges`);

    function state(one) {
      if (one.running === null) return 'unknown';
      return one.running ? seats(one.seats) : 'stopped';
    }

    async function toggle(one) {
      busy[one.name] = true;
      try {
        await changeBackend(one.name, one.running ? 'stop' : 'start');
      } catch {
        await loadBackends();
      } finally {
        busy[one.name] = false;
      }
    }

    return { busy, contest, front, letter, state, toggle };
  },
  template: /* html */ `
    <section id="backends" class="panel backends" aria-labelledby="backends-title">
      <h2 id="backends-title">Behind this page</h2>
      <p class="hint">Stop the backend that you are connected to: this page reconnects to the other one, and no
        score is lost.</p>
      <div class="route">
        <div class="front">
          <b>Gangway</b>
          <small>{{ front }}</small>
        </div>
        <ul>
          <li v-for="one in contest.backends" :id="'backend-' + one.name" :key="one.name" class="backend"
              :data-running="one.running" :class="{ here: contest.backend?.name === one.name, down: !one.running }">
            <div>
              <p><span class="dot" aria-hidden="true"></span><b>Backend {{ letter(one.name) }}</b>
                <em v-if="contest.backend?.name === one.name">you</em></p>
              <p :id="'backend-' + one.name + '-state'" class="state">port {{ one.port }} · {{ state(one) }}</p>
            </div>
            <button :id="'backend-' + one.name + '-toggle'" :data-action="one.running ? 'stop' : 'start'"
                    :disabled="busy[one.name] || one.running === null" @click="toggle(one)">
              {{ one.running === false ? 'Start it again' : 'Stop this backend' }}<span class="hidden">: {{ letter(one.name) }}</span>
            </button>
          </li>
        </ul>
      </div>
    </section>`,
};
