// The one script a page names: <script type="module" src="/assets/js/main.js"></script>.
// It loads only the concerns whose markup the page has. Without it every page still works.
const concerns = [
  ['.kx-nav [aria-current]', './here.js'],
  ['details[data-menu]', './menus.js'],
  ['form[data-prefs]', './prefs.js'],
  ['[data-countdown-left]', './countdown.js'],
  ['[data-count-for]', './counter.js'],
  ['form[data-save]', './autosave.js'],
  ['table[data-budget], [data-wan]', './budget.js'],
  ['form[data-programme]', './programme.js'],
  ['form[data-upload]', './upload.js'],
  ['[data-presence]', './presence.js'],
  ['[data-missing]', './missing.js'],
  ['[data-queue]', './queue.js'],
  ['[data-idle-seconds]', './idle.js'],
  ['[data-errors]', './errors.js'],
  ['form[data-draw]', './draw.js'],
  ['[data-notice]', './notice.js'],
  ['table[data-plan]', './plan.js'],
];

for (const [selector, file] of concerns) {
  if (document.querySelector(selector)) {
    import(file).then((module) => module.start(document));
  }
}
