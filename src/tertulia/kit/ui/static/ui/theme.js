// Runs before the first paint, so that a chosen theme never flashes: no module, no waiting.
(() => {
  const KEY = "tertulia-theme";
  const read = () => {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  };

  const apply = (choice) => {
    if (choice) document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
    }
  };

  apply(read());
  document.addEventListener("DOMContentLoaded", () => {
    apply(read());
    // On a narrow screen the tab that is open may lie beyond the edge of its row.
    for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
      const row = tab.parentElement;
      if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 16;
    }
  });
  addEventListener("storage", (event) => event.key === KEY && apply(read()));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    const choice = button.dataset.themeChoice;
    try {
      if (choice) localStorage.setItem(KEY, choice);
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing still shows the choice on this page.
    }
    apply(choice);
  });
})();
