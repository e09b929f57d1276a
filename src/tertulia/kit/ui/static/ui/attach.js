// Files in what one writes: chosen, pasted or dropped, brought at once, and named in the words. The words are the
// truth: what they speak of is listed below them, with a line to say what a picture shows.
import { send, token } from "./send.js";
import { type } from "./toolbar.js";

const SPOKEN = /(!?)\[((?:[^[\]\\]|\\.)*)\]\((\/files\/(\d+)\/[^()\s]*)\)/g;

const plain = (text) => text.replace(/\\([^\s])/g, "$1");
const escaped = (text) => text.replace(/([[\]\\])/g, "\\$1");

export class Files {
  /** `problem(sentence)` says what went wrong; "" takes it back. */
  constructor(form, area, problem) {
    Object.assign(this, { form, area, problem });
    this.list = form.querySelector("[data-files]");
    this.shape = form.querySelector("template[data-file]");
    this.input = form.elements.file;
    this.under = new Set();
    if (!this.list || !this.input) return;
    form.querySelector("[data-attach]")?.addEventListener("click", () => this.input.click());
    this.input.addEventListener("change", () => {
      this.bringAll(this.input.files);
      this.input.value = "";
    });
    area.addEventListener("paste", (event) => this.caught(event, event.clipboardData));
    form.addEventListener("drop", (event) => this.caught(event, event.dataTransfer));
    for (const name of ["dragover", "dragleave", "drop"]) {
      form.addEventListener(name, (event) => {
        if (!event.dataTransfer?.types.includes("Files")) return;
        event.preventDefault();
        form.classList.toggle("dropping", name === "dragover");
      });
    }
    form.addEventListener("input", (event) => event.target === area && this.show());
    this.show();
  }

  get busy() {
    return this.under.size > 0;
  }

  /** Text that comes along with a picture, as office programs paste it, goes its usual way. */
  caught(event, given) {
    if (!given?.files.length || given.types.includes("text/plain")) return;
    event.preventDefault();
    this.bringAll(given.files);
  }

  bringAll(files) {
    this.problem("");
    for (const file of files) this.bring(file);
  }

  bring(file) {
    const words = this.form.dataset;
    if (file.size > Number(words.most)) return this.problem(words.tooLarge.replace("NAME", file.name));
    const item = this.item(file.name);
    const bar = item.querySelector("progress");
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.set("file", file);
    body.set("draft", this.form.elements.draft?.value ?? "");
    request.open("POST", "/files");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.responseType = "json";
    bar.hidden = false;
    request.upload.addEventListener("progress", ({ loaded, total }) => (bar.value = loaded / total));
    request.addEventListener("loadend", () => this.arrived(request, item, file));
    item.querySelector("button").addEventListener("click", () => request.abort());
    this.under.add(request);
    this.list.append(item);
    this.list.hidden = false;
    request.send(body);
  }

  arrived(request, item, file) {
    this.under.delete(request);
    item.remove();
    const told = request.response;
    if (request.status === 201) this.speakOf(told.markdown);
    else if (request.status) this.problem(`${file.name}: ${told?.detail ?? this.form.dataset.tooLarge.replace("NAME", "")}`);
    else if (request.readyState === XMLHttpRequest.DONE) this.problem(this.form.dataset.unsent);
    this.show();
  }

  speakOf(markdown) {
    const { area } = this;
    const end = document.activeElement === area ? area.selectionEnd : area.value.length;
    const before = area.value.slice(0, end);
    const gap = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    area.setSelectionRange(end, end);
    if (document.activeElement === area) return type(area, `${gap}${markdown}\n\n`);
    area.setRangeText(`${gap}${markdown}\n\n`, end, end, "end");
    return this.said();
  }

  said() {
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  item(name) {
    const item = this.shape.content.firstElementChild.cloneNode(true);
    item.querySelector(".file-name").textContent = name;
    return item;
  }

  /** List the files that the words speak of; those under way stay below. */
  show() {
    const spoken = [...this.area.value.matchAll(SPOKEN)];
    const wanted = new Map(spoken.map((found) => [found[4], found]));
    for (const item of this.list.querySelectorAll("[data-id]")) if (!wanted.has(item.dataset.id)) item.remove();
    for (const [id, [, shown, alt, address]] of wanted) {
      const item = this.list.querySelector(`[data-id="${id}"]`) ?? this.spoken(id, shown, address);
      const line = item.querySelector("input");
      if (document.activeElement !== line) line.value = plain(alt) === item.dataset.name ? "" : plain(alt);
    }
    this.list.hidden = !this.list.children.length;
  }

  spoken(id, shown, address) {
    const name = decodeURIComponent(address.slice(address.lastIndexOf("/") + 1));
    const item = this.item(name);
    const image = item.querySelector("img");
    Object.assign(item.dataset, { id, name });
    item.querySelector(".alt-line").hidden = !shown;
    if (shown) {
      image.addEventListener("load", () => (image.hidden = false));
      image.src = `${address}?w=320`;
    }
    item.querySelector("input").addEventListener("input", ({ target }) => this.describe(id, target.value || name));
    item.querySelector("button").addEventListener("click", () => this.takeOut(id, address));
    this.list.append(item);
    return item;
  }

  describe(id, alt) {
    this.rewrite(id, (mark, address) => `${mark}[${escaped(alt)}](${address})`);
  }

  takeOut(id, address) {
    this.rewrite(id, () => "");
    this.area.focus();
    // A post that carries it already keeps it until the words are sent; the server knows.
    send("DELETE", address).catch(() => null);
  }

  rewrite(id, change) {
    this.area.value = this.area.value.replace(SPOKEN, (all, mark, _alt, address, found) =>
      found === id ? change(mark, address) : all,
    );
    this.said();
  }
}
