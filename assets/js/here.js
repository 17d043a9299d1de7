// A navigation that is wider than the window shows the place where one is.

export function start(document) {
  for (const here of document.querySelectorAll('.kx-nav [aria-current]')) {
    const nav = here.closest('.kx-nav');
    nav.scrollLeft += here.getBoundingClientRect().left - nav.getBoundingClientRect().left - (nav.clientWidth - here.offsetWidth) / 2;
  }
}
