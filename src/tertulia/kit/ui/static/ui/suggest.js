// What the last letters may become: people and roles after @, topics after #, signs after a colon.
import { type } from "./toolbar.js";

const SIGNS = {
  smile: "🙂", grin: "😀", joy: "😂", wink: "😉", thinking: "🤔", heart: "❤️", tada: "🎉", fire: "🔥", sparkles: "✨",
  thumbsup: "👍", thumbsdown: "👎", clap: "👏", pray: "🙏", wave: "👋", muscle: "💪", eyes: "👀", bulb: "💡", idea: "💡",
  check: "✅", cross: "❌", warning: "⚠️", question: "❓", exclamation: "❗", rocket: "🚀", bug: "🐛", wrench: "🔧",
  hammer: "🔨", book: "📖", memo: "📝", pin: "📌", link: "🔗", calendar: "📅", clock: "⏰", coffee: "☕", cake: "🍰",
  sun: "☀️", rain: "🌧️", snow: "❄️", seedling: "🌱", tree: "🌳", star: "⭐", hundred: "💯", sad: "🙁", cry: "😢",
};
const BEGUN = /(?:^|[\s(])([@#][^\s@#()]{0,40}|:[a-z_+]{2,20})$/u;
const PATIENCE = 120;
let count = 0;

class Suggestions {
  constructor(form, area) {
    this.form = form;
    this.area = area;
    this.items = [];
    this.at = 0;
    this.list = document.createElement("ul");
    Object.assign(this.list, { id: `suggestions-${(count += 1)}`, className: "suggestions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.suggestions ?? "");
    area.after(this.list);
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.addEventListener("input", () => this.ask());
    area.addEventListener("blur", () => this.close());
    area.addEventListener("keydown", (event) => this.pressed(event));
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the words keep the focus
      const row = event.target.closest("[role=option]");
      if (row) this.take(Number(row.dataset.at));
    });
  }

  begun() {
    const { value, selectionStart, selectionEnd } = this.area;
    return selectionStart === selectionEnd ? (BEGUN.exec(value.slice(Math.max(0, selectionEnd - 50), selectionEnd))?.[1] ?? "") : "";
  }

  ask() {
    clearTimeout(this.timer);
    const typed = this.begun();
    if (!typed) return this.close();
    this.timer = setTimeout(() => this.look(typed), PATIENCE);
    return undefined;
  }

  async look(typed) {
    const items = typed.startsWith(":") ? signs(typed.slice(1)) : await this.fetched(typed);
    if (typed !== this.begun() || document.activeElement !== this.area) return;
    this.typed = typed;
    this.items = items;
    this.at = 0;
    this.draw();
  }

  async fetched(typed) {
    const query = new URLSearchParams({ draft: this.form.dataset.draft, q: typed });
    const answer = await fetch(`/suggest?${query}`, { headers: { Accept: "application/json" } }).catch(() => null);
    return answer?.ok ? (await answer.json()).items : [];
  }

  draw() {
    this.list.hidden = !this.items.length;
    this.list.replaceChildren(...this.items.map((item, at) => this.row(item, at)));
    if (this.items.length) this.area.setAttribute("aria-activedescendant", `${this.list.id}-${this.at}`);
    else this.area.removeAttribute("aria-activedescendant");
  }

  row(item, at) {
    const row = document.createElement("li");
    row.id = `${this.list.id}-${at}`;
    row.dataset.at = at;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(at === this.at));
    const label = document.createElement("strong");
    label.textContent = item.label;
    const note = document.createElement("small");
    note.textContent = item.note;
    row.append(label, " ", note);
    return row;
  }

  pressed(event) {
    if (this.list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + this.items.length) % this.items.length;
    else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") this.take(this.at);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (step) this.draw();
  }

  take(at) {
    const { text } = this.items[at];
    const end = this.area.selectionEnd;
    this.area.setSelectionRange(end - this.typed.length, end);
    type(this.area, `${text} `);
    this.close();
  }

  close() {
    clearTimeout(this.timer);
    this.items = [];
    this.draw();
  }
}

function signs(typed) {
  const names = Object.keys(SIGNS).filter((name) => name.startsWith(typed)).slice(0, 8);
  return names.map((name) => ({ text: SIGNS[name], label: SIGNS[name], note: `:${name}:` }));
}

export function suggest(form, area) {
  return new Suggestions(form, area);
}
