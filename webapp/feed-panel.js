import { computed, onMounted, onUnmounted, ref, watch } from './vendor/vue.esm-browser.prod.js';
import { contest, say, spoken } from './contest.js';

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** A calm colour that stays the same for a name. */
function hue(name) {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + char.codePointAt(0)) % 360;
  return sum;
}

export const FeedPanel = {
  setup() {
    const text = ref('');
    const list = ref(null);
    const names = computed(() => Object.fromEntries(contest.contestants.map((one) => [one.id, one.name])));
    const time = (at) => clock.format(at);
    const initial = (name) => [...name][0].toUpperCase();

    function send() {
      if (text.value.trim() && say(text.value)) text.value = '';
    }

    // The newest entry stays in view, unless the reader has scrolled up.
    let following = true;
    const scrolled = ({ target }) => (following = target.scrollHeight - target.scrollTop - target.clientHeight < 60);
    const follow = () => following && list.value && (list.value.scrollTop = list.value.scrollHeight);
    const resized = new ResizeObserver(follow);

    watch(() => contest.feed.at(-1)?.id, follow, { flush: 'post' });
    onMounted(() => resized.observe(list.value));
    onUnmounted(() => resized.disconnect());
    return { contest, hue, initial, list, names, scrolled, send, spoken, text, time };
  },
  template: /* html */ `
    <section class="panel talk" aria-labelledby="talk-title">
      <h2 id="talk-title">Jury talk</h2>
      <ol id="feed" ref="list" class="feed" role="log" aria-live="polite" aria-label="What the jury does" tabindex="0"
          @scroll.passive="scrolled">
        <li v-for="entry in contest.feed" :key="entry.id" class="entry" :data-type="entry.type" :data-judge="entry.judge"
            :class="{ own: entry.judge === contest.judge }">
          <template v-if="entry.type === 'notice'">{{ entry.text }}</template>
          <template v-else>
            <span class="face" aria-hidden="true" :style="{ '--hue': hue(entry.judge) }">{{ initial(entry.judge) }}</span>
            <p v-if="entry.type === 'score'"><b>{{ entry.judge }}</b> gave <b class="points">{{ spoken(entry.value) }}</b>
              to {{ names[entry.contestant] }}</p>
            <p v-else><b>{{ entry.judge }}</b><span class="hidden">: </span><span class="message-text">{{ entry.text }}</span></p>
            <time :datetime="new Date(entry.at).toISOString()">{{ time(entry.at) }}</time>
          </template>
        </li>
      </ol>
      <form class="say" @submit.prevent="send">
        <label class="hidden" for="chat-text">Message to your jury</label>
        <input id="chat-text" v-model="text" maxlength="500" autocomplete="off" placeholder="Say something to your jury">
        <button id="chat-send" class="main" :disabled="!contest.backend || !text.trim()">Send</button>
      </form>
    </section>`,
};
