// The one box suggests while one types: a combobox with a list of links. Without it the form goes to the page.

const form = document.querySelector("form[data-suggest]");
const box = form?.querySelector("input[type=search]");
const list = document.getElementById("suggestions");
const PAUSE = 120;
let asked = 0;
let timer = 0;
let chosen = -1;

const options = () => [...list.querySelectorAll("[role=option]")];

function close() {
  list.hidden = true;
  chosen = -1;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function open(html) {
  list.innerHTML = html;
  chosen = -1;
  box.removeAttribute("aria-activedescendant");
  const some = list.childElementCount > 0 && document.activeElement === box;
  list.hidden = !some;
  box.setAttribute("aria-expanded", String(some));
}

async function ask() {
  const mine = ++asked;
  const words = box.value.trim();
  if (!words) return close();
  const here = form.elements.here?.value ?? "";
  const address = `${form.dataset.suggest}?${new URLSearchParams({ q: box.value, here })}`;
  const answer = await fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  if (mine !== asked) return; // something newer was asked
  if (answer?.ok) open(await answer.text());
  else close();
}

function choose(step) {
  const all = options();
  if (!all.length) return;
  all[chosen]?.setAttribute("aria-selected", "false");
  chosen = (chosen + step + all.length + (chosen < 0 && step < 0 ? 1 : 0)) % all.length;
  all[chosen].setAttribute("aria-selected", "true");
  all[chosen].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", all[chosen].id);
}

/** Go where an option leads, or write into the box what it would have there. */
function take(option) {
  if (option.dataset.fills === undefined) return location.assign(option.href);
  const more = option.dataset.fills.endsWith(":") ? "" : " ";
  box.value = option.dataset.fills + more;
  box.focus();
  return ask();
}

function pressed(event) {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (list.hidden) ask();
    else choose(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
    event.preventDefault();
    take(options()[chosen]);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault();
    close();
  } else if (event.key === "Tab") {
    close();
  }
}

if (box && list) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-expanded", "false");
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("keydown", pressed);
  box.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    take(option);
  });
}
