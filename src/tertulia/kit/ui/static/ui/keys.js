// The keyboard. A page says what a key does by markup: data-item (j, k, o), data-key="r" (pressed), data-go="h" (after g).

const KEY = "tertulia-keys";
const dialog = document.getElementById("keys");
const box = document.getElementById("box");
let going = 0;

const on = () => {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
};

const inText = (node) => node?.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
const items = () => [...document.querySelectorAll("[data-item]")].filter((each) => each.checkVisibility?.() ?? true);

/** The item one is in, or the first that begins on the screen. */
function current() {
  const inside = document.activeElement?.closest?.("[data-item]");
  return inside ?? null;
}

function move(step) {
  const all = items();
  const here = current();
  const top = all.findIndex((each) => each.getBoundingClientRect().bottom > 90);
  const index = here ? all.indexOf(here) + step : Math.max(top, 0);
  const next = all[Math.min(Math.max(index, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** Press what the page has marked with this key: within the item one is in, else the first (for r: the last word). */
function press(key) {
  const quoted = CSS.escape(key);
  const target = current()?.querySelector(`[data-key="${quoted}"]:not([hidden])`);
  if (target) return target.click(), true;
  if (key === "r") {
    const composer = document.querySelector(".composer textarea");
    composer?.focus();
    return Boolean(composer);
  }
  const elsewhere = document.querySelector(`[data-key="${quoted}"]:not([hidden])`);
  elsewhere?.click();
  return Boolean(elsewhere);
}

const single = {
  "/": () => find(),
  "?": () => dialog?.showModal(),
  j: () => move(1),
  k: () => move(-1),
  o: () => current()?.querySelector("h2 a, h3 a, a")?.click(),
  m: () => {
    const item = current();
    if (item && !press("m")) document.dispatchEvent(new CustomEvent("tertulia:mark", { detail: { item } }));
  },
  g: () => (going = Date.now()),
};

function find() {
  box?.focus();
  box?.select();
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !inText(event.target)?.closest(".composer")) {
    event.preventDefault();
    find();
    return;
  }
  if (event.key === "Escape" && event.target === box) box.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || inText(event.target) || dialog?.open || !on()) return;
  if (Date.now() - going < 1500) {
    going = 0;
    const place = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    if (place) return event.preventDefault(), place.click();
  }
  const act = single[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^[a-z]$/.test(event.key) && press(event.key)) {
    event.preventDefault();
  }
}

document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.('[href="#keys"]');
  if (opener) {
    event.preventDefault();
    dialog?.showModal();
  }
  // Menus close when one looks elsewhere.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const choice = document.getElementById("keys-on");
if (choice) {
  choice.checked = on();
  choice.addEventListener("change", () => {
    try {
      localStorage.setItem(KEY, choice.checked ? "on" : "off");
    } catch {
      // Kept nowhere: the keys stay as they are on the next page.
    }
  });
}
