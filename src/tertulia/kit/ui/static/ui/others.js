// Words of one's own that were written at the same place in another window: shown beside, each whole, until one
// takes them or lets them go.

export class Others {
  /** `swap(words)` and `letGo(words)` are what the buttons do. */
  constructor(form, { swap, letGo }) {
    Object.assign(this, { swap, letGo });
    this.box = form.querySelector("[data-others]");
    this.shape = form.querySelector("template[data-other]");
    this.words = form.dataset;
    this.shown = [];
  }

  show(list) {
    if (!this.box || (list.length === this.shown.length && list.every((each, at) => each === this.shown[at]))) return;
    this.shown = [...list];
    this.box.querySelector("ul").replaceChildren(...list.map((each) => this.item(each)));
    const said = this.box.querySelector("[data-other-words]");
    const sentence = list.length ? this.words.elsewhere : "";
    if (said.textContent !== sentence) said.textContent = sentence;
    this.box.hidden = !list.length;
  }

  item(words) {
    const item = this.shape.content.firstElementChild.cloneNode(true);
    const typed = Object.entries(words.fields ?? {}).filter(([name]) => !/=|^(revision|reply_to|anchor_)/.test(name));
    const whole = [words.title, words.source, ...typed.map(([, value]) => value)];
    item.querySelector("textarea").value = whole.filter((each) => each?.trim()).join("\n\n");
    item.querySelector("[data-other-show]").addEventListener("click", () => this.swap(words));
    item.querySelector("[data-other-let-go]").addEventListener("click", () => this.letGo(words));
    return item;
  }
}
