// Runs before the first paint, so that a reader who chose dark never sees a white flash.
try {
  var chosen = localStorage.getItem("theme");
  // Where the system forces its own colours, those of pictures have to go with them.
  if (matchMedia("(forced-colors: active)").matches) chosen = null;
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
} catch (error) {
  // Storage may be switched off: the system's choice then holds.
}
