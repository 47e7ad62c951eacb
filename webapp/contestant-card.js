import { computed, ref, watch } from './vendor/vue.esm-browser.prod.js';
import { average, contest, give, spoken } from './contest.js';

const STEP = 0.5;

export const ContestantCard = {
  props: { contestant: { type: Object, required: true } },
  setup(props) {
    const id = props.contestant.id;
    const value = ref(5);
    const mean = computed(() => average(id));
    const scores = computed(() =>
      Object.entries(contest.scores[id] ?? {}).map(([judge, given]) => ({ judge, given, own: judge === contest.judge })));
    const own = computed(() => contest.scores[id]?.[contest.judge]);
    const action = computed(() => {
      if (own.value === undefined) return `Give ${spoken(value.value)}`;
      return own.value === value.value ? 'Given' : `Change to ${spoken(value.value)}`;
    });
    const move = (step) => {
      touched = true;
      value.value = Math.min(10, Math.max(0, value.value + step));
    };
    const send = () => give(id, value.value);

    // The slider shows what was given, unless the judge has moved it on meanwhile.
    let touched = false;
    const touch = () => (touched = true);
    watch(own, (given) => {
      if (given !== undefined && !touched) value.value = given;
      touched = given !== value.value && touched;
    }, { immediate: true });
    return { STEP, action, contest, id, mean, move, own, scores, send, spoken, touch, value };
  },
  template: /* html */ `
    <li :id="'contestant-' + id" class="panel card">
      <div class="what">
        <div>
          <h3>{{ contestant.name }}</h3>
          <p>{{ contestant.about }}</p>
        </div>
        <p :id="'average-' + id" class="average" :data-value="mean === null ? '' : mean.toFixed(2)"
           :class="{ none: mean === null }">
          <span class="hidden">Average of the jury: </span>
          <Transition name="tick" mode="out-in">
            <b :key="mean === null ? '' : mean.toFixed(1)">{{ mean === null ? '–' : mean.toFixed(1) }}</b>
          </Transition>
          <small>{{ scores.length === 1 ? '1 score' : scores.length + ' scores' }}</small>
        </p>
      </div>
      <div class="meter" aria-hidden="true"><i :style="{ transform: 'scaleX(' + (mean ?? 0) / 10 + ')' }"></i></div>
      <ul class="chips" :aria-label="'Scores for ' + contestant.name">
        <li v-for="one in scores" :key="one.judge" :class="{ own: one.own }" :data-judge="one.judge">
          {{ one.own ? 'You' : one.judge }} <b>{{ spoken(one.given) }}</b>
        </li>
        <li v-if="!scores.length" class="none">no scores yet</li>
      </ul>
      <form class="give" @submit.prevent="send">
        <button :id="'less-' + id" type="button" class="step" :disabled="value <= 0"
                :aria-label="'Less for ' + contestant.name" @click="move(-STEP)">−</button>
        <input :id="'score-' + id" v-model.number="value" type="range" min="0" max="10" :step="STEP"
               :aria-label="'Your score for ' + contestant.name" :aria-valuetext="spoken(value) + ' of 10'"
               :style="{ '--filled': value * 10 + '%' }" @input="touch">
        <button :id="'more-' + id" type="button" class="step" :disabled="value >= 10"
                :aria-label="'More for ' + contestant.name" @click="move(STEP)">+</button>
        <button :id="'give-' + id" class="main" :disabled="!contest.backend || own === value">
          {{ action }}<span class="hidden"> to {{ contestant.name }}</span>
        </button>
      </form>
    </li>`,
};
