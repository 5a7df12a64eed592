// Runs before the first paint, so that a dark screen never flashes white.
// A file of its own because the page's policy allows no inline script.
try {
  var look = localStorage.getItem('mh.look') || 'auto'
  if (look === 'auto') look = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.look = look
} catch (e) {
  document.documentElement.dataset.look = 'light'
}
