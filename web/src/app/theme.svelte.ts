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

const system = window.matchMedia("(prefers-color-scheme: dark)");
let theme = $state<Theme>(stored());
let systemIsDark = $state(system.matches);
system.addEventListener("change", (event) => (systemIsDark = event.matches));

export const appearance = {
  get theme() {
    return theme;
  },
  set theme(value: Theme) {
    theme = value;
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
    try {
      if (value === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", value);
    } catch {
      // Without storage the choice holds for this visit.
    }
  },
  /** What is on the screen now. */
  get dark() {
    return theme === "dark" || (theme === "system" && systemIsDark);
  },
};
