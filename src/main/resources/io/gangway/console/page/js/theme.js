// Light or dark, before anything is drawn: the one script that is not a module.
(() => {
  const KEY = 'gangway-theme';
  const ORDER = ['system', 'light', 'dark'];
  const root = document.documentElement;

  function stored() {
    try {
      return localStorage.getItem(KEY) ?? 'system';
    } catch {
      return 'system'; // storage is forbidden
    }
  }

  function show(theme) {
    if (theme === 'system') {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = theme;
    }
  }

  show(stored());

  /** Goes on to the next theme and returns its name. */
  window.nextTheme = () => {
    const current = root.dataset.theme ?? 'system';
    const next = ORDER[(ORDER.indexOf(current) + 1) % ORDER.length];
    show(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // it holds for this page then
    }
    return next;
  };
})();
