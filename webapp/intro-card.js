export const IntroCard = {
  template: /* html */ `
    <section class="panel intro" aria-labelledby="intro-title">
      <h2 id="intro-title">What this is</h2>
      <p>Gangway runs an nginx configuration on the JVM. This is its demo. Gangway serves this page, and proxies its API and
        its WebSocket to one of two backends, as <code>etc/gangway.conf</code> says.</p>
      <h3>What to do</h3>
      <ol>
        <li>Join a jury, and open this page in a second window with another name: each judge sees at once what the other
          does.</li>
        <li>Stop the backend that you are connected to, with its button under “Behind this page”: the page reconnects to
          the other one.</li>
        <li>Then serve your own file: <code>bin/gangway -p site/ -c nginx.conf</code></li>
      </ol>
    </section>`,
};
