// Runs before the first paint, so that a reader who chose dark never sees a white flash.
try {
  var chosen = localStorage.getItem("theme");
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch (error) {
  // Storage may be switched off: the system's choice then holds.
}
