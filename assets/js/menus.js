// Disclosure menus are plain <details data-menu>; this only closes them on Escape, on a click elsewhere and when focus leaves.

export function start(document) {
  const open = () => document.querySelectorAll('details[data-menu][open]');

  document.addEventListener('click', (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      const held = menu.contains(document.activeElement);
      menu.open = false;
      if (held) menu.querySelector('summary').focus();
    }
  });

  document.addEventListener('focusin', (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
