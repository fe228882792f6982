// Light, dark or as the system is set. theme.js applies the choice before the first paint.
export type Theme = "system" | "light" | "dark";

function stored(): Theme {
  try {
    const chosen = localStorage.getItem("theme");
    return chosen === "dark" || chosen === "light" ? chosen : "system";
  } catch {
    return "system";
  }
}

/** Where the system forces its own colours (high contrast), those of pictures have to go with them: the reader's choice here then waits. */
const forcing = window.matchMedia("(forced-colors: active)");
const system = window.matchMedia("(prefers-color-scheme: dark)");
let theme = $state<Theme>(stored());
let systemIsDark = $state(system.matches);
let forced = $state(forcing.matches);

function show(): void {
  if (theme === "system" || forced) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
forcing.addEventListener("change", (event) => {
  forced = event.matches;
  show();
});
system.addEventListener("change", (event) => (systemIsDark = event.matches));

export const appearance = {
  get theme() {
    return theme;
  },
  set theme(value: Theme) {
    theme = value;
    show();
    try {
      if (value === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", value);
    } catch {
      // Without storage the choice holds for this visit.
    }
  },
  /** What is on the screen now. */
  get dark() {
    return theme === "system" || forced ? systemIsDark : theme === "dark";
  },
};
