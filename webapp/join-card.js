import { computed, ref, watch } from './vendor/vue.esm-browser.prod.js';
import { contest } from './contest.js';

export const JoinCard = {
  emits: ['enter'],
  setup(_, { emit }) {
    const team = ref('');
    const judge = ref(localStorage.getItem('judge') ?? '');
    const ready = computed(() => team.value && judge.value.trim());

    function enter() {
      if (!ready.value) return;
      localStorage.setItem('judge', judge.value.trim());
      emit('enter', team.value, judge.value.trim());
    }

    watch(() => contest.teams, (teams) => (team.value ||= teams[0] ?? ''), { immediate: true });
    return { contest, enter, judge, ready, team };
  },
  template: /* html */ `
    <form id="join-form" class="panel join" @submit.prevent="enter">
      <h2>Take a seat</h2>
      <p class="lead">Three juries score six inventions, each on its own.</p>
      <fieldset>
        <legend>Your jury</legend>
        <p v-if="!contest.teams.length" role="status" class="hint">Waiting for a backend…</p>
        <div class="choices">
          <label v-for="one in contest.teams" :key="one" class="choice">
            <input :id="'team-' + one" v-model="team" type="radio" name="team" :value="one">
            <span>{{ one }}</span>
          </label>
        </div>
      </fieldset>
      <label class="field" for="judge-name">Your name
        <input id="judge-name" v-model="judge" name="judge" maxlength="30" autocomplete="given-name" required
               placeholder="Anna">
      </label>
      <button id="join" class="main" :disabled="!ready">Join the jury</button>
    </form>`,
};
