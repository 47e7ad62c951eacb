export const IntroCard = {
  template: /* html */ `
    <section class="panel intro" aria-labelledby="intro-title">
      <h2 id="intro-title">What this is</h2>
      <p>Gangway runs an nginx configuration on the JVM. This is its demo: the page, its API and its WebSocket all come through
        Gangway, which passes the last two to one of two backends, as <code>etc/gangway.conf</code> says.</p>
      <h3>What to do</h3>
      <ol>
        <li>Join a jury, and open this page in a second window under another name: what one judge does, the other sees at
          once.</li>
        <li>Stop the backend that you are on, by its button under “Behind this page”: the page finds the other one.</li>
        <li>Then serve a file of your own: <code>bin/gangway -p site/ -c nginx.conf</code></li>
      </ol>
    </section>`,
};
