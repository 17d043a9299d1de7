// Brings a person to the error summary after a failed post, and a click on an entry into its field.

export function start(document) {
  const summary = document.querySelector('[data-errors]');
  if (!document.location.hash) summary.focus();

  summary.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    const field = place.matches('input, select, textarea') ? place : place.querySelector('input, select, textarea, button') || place;
    place.scrollIntoView({ block: 'center' });
    field.focus({ preventScroll: true });
  });
}
