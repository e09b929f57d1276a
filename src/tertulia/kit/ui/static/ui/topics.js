// Topics that a community has already, offered while one types one: `input[data-topics="/c/slug/topics"]`.
const PAUSE = 200;

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("p");
    this.list.className = "row topic-hints";
    this.list.setAttribute("role", "status");
    input.after(this.list);
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), PAUSE);
    });
    input.addEventListener("focus", () => this.ask(), { once: true });
  }

  /** What stands before the last comma, and what is being typed after it. */
  parts() {
    const names = this.input.value.split(",").map((each) => each.trim());
    return [names.slice(0, -1).filter(Boolean), names.at(-1) ?? ""];
  }

  async ask() {
    const [before, typed] = this.parts();
    const answer = await fetch(`${this.input.dataset.topics}?q=${encodeURIComponent(typed)}`, {
      headers: { Accept: "application/json" },
    }).catch(() => null);
    if (!answer?.ok || this.parts()[1] !== typed) return;
    const used = new Set(before.map((each) => each.toLowerCase()));
    const { topics } = await answer.json();
    const offered = topics.filter((name) => !used.has(name.toLowerCase()) && name !== typed);
    this.list.replaceChildren(...offered.map((name) => this.button(name)));
  }

  button(name) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip";
    button.textContent = name;
    button.addEventListener("click", () => {
      this.input.value = `${[...this.parts()[0], name].join(", ")}, `;
      this.input.dispatchEvent(new Event("input", { bubbles: true }));
      this.input.focus();
    });
    return button;
  }
}

document.querySelectorAll('input[data-topics^="/"]').forEach((input) => new Suggestions(input));
