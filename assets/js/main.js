// The one script a page names: <script type="module" src="/assets/js/main.js"></script>.
// It loads only the concerns whose markup the page has. Without it every page still works.
const concerns = [
  ['details[data-menu]', './menus.js'],
  ['form[data-prefs]', './prefs.js'],
  ['[data-errors]', './errors.js'],
];

for (const [selector, file] of concerns) {
  if (document.querySelector(selector)) {
    import(file).then((module) => module.start(document));
  }
}
