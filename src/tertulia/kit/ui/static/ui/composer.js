// Writing in place: draft, preview, quoting, sending. Without it the form is posted as it is.
import { Files } from "./attach.js";
import { Draft } from "./draft.js";
import { send } from "./send.js";
import { suggest } from "./suggest.js";
import { furnish, type } from "./toolbar.js";

class Composer {
  constructor(form) {
    this.form = form;
    this.area = form.elements.source;
    this.title = form.elements.title;
    this.replying = form.elements.reply_to;
    this.part = (name) => form.querySelector(`[data-${name}]`);
    furnish(form, this.area);
    suggest(form, this.area);
    this.files = new Files(form, this.area, (sentence) => this.problem(sentence));
    this.draft = new Draft(form, {
      get: () => ({ source: this.area.value, title: this.title?.value ?? "" }),
      set: (text) => this.write(text),
      say: (state) => this.state(state),
      differ: (text) => this.differ(text),
    });
    this.key = other();
    this.listen();
  }

  listen() {
    this.form.addEventListener("input", () => this.draft.changed());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
    });
    this.part("preview-button")?.addEventListener("click", () => this.preview());
    this.part("forget-reply")?.addEventListener("click", () => this.replyTo("", ""));
    if (this.replying) document.addEventListener("tertulia:words", ({ detail }) => this.speakOf(detail));
    this.part("other-show")?.addEventListener("click", () => this.swap());
    this.part("other-keep")?.addEventListener("click", () => {
      this.part("other").hidden = true;
      this.draft.changed();
    });
  }

  write({ source, title }) {
    this.area.value = source;
    if (this.title) this.title.value = title ?? "";
    this.files?.show();
  }

  state(name) {
    const words = this.form.dataset;
    this.part("draft-state").textContent = { saving: words.saving, saved: words.saved, kept: words.kept }[name] ?? "";
  }

  differ(text) {
    this.other = text;
    this.part("other-words").textContent = this.form.dataset.elsewhere;
    this.part("other").hidden = false;
  }

  /** Both texts change places: neither is lost until one is sent. */
  swap() {
    const mine = { source: this.area.value, title: this.title?.value ?? "" };
    this.write(this.other);
    this.other = mine;
    this.draft.changed();
    this.area.focus();
  }

  problem(sentence) {
    const said = this.part("said");
    const notice = document.createElement("p");
    notice.className = "notice problem";
    notice.textContent = sentence;
    said.replaceChildren(...(sentence ? [notice] : []));
    if (sentence) this.area.setAttribute("aria-invalid", "true");
    else this.area.removeAttribute("aria-invalid");
  }

  async preview() {
    const panel = this.part("preview");
    const button = this.part("preview-button");
    const open = panel.hidden;
    button.setAttribute("aria-expanded", String(open));
    panel.hidden = !open;
    if (!open) return;
    const form = new FormData();
    form.set("source", this.area.value);
    form.set("draft", this.form.dataset.draft);
    const answer = await send("POST", "/preview", form, { accept: "text/html" }).catch(() => null);
    const prose = panel.querySelector(".prose");
    if (answer?.ok) prose.innerHTML = await answer.text();
    else prose.textContent = answer ? await sentenceOf(answer) : this.form.dataset.unsent;
  }

  replyTo(number, name) {
    if (!this.replying) return;
    this.replying.value = number;
    this.place({});
    this.part("replying-name").textContent = name;
    this.part("replying").hidden = !number;
  }

  /** The reply is a remark on these words of a post: {exact, paragraph, start, number}. */
  speakOf(words) {
    this.replyTo(words.number, `“${words.exact}”`);
    this.replying.value = "";
    this.place(words);
    this.area.focus();
  }

  place(words) {
    for (const name of ["exact", "paragraph", "start", "number"]) {
      this.form.elements[`anchor_${name}`].value = words[name] ?? "";
    }
  }

  quote(post) {
    const chosen = getSelection();
    const within = chosen && !chosen.isCollapsed && post.contains(chosen.anchorNode) && post.contains(chosen.focusNode);
    const text = (within ? String(chosen) : (post.querySelector(".prose")?.innerText ?? "")).trim();
    const name = post.querySelector(".byline .name")?.textContent ?? "";
    const lines = text.split("\n").map((each) => `> ${each}`.trimEnd());
    const words = this.form.dataset.wrote.replace("NAME", name.replace(/[[\]\\]/g, "\\$&"));
    const place = post.querySelector(".post-number")?.getAttribute("href") ?? "";
    const opening = `[${words.replace(/\s*:\s*$/, "")}](${place}):`;
    const { value, selectionEnd } = this.area;
    const gap = value.slice(0, selectionEnd).trim() ? "\n\n" : "";
    this.area.setSelectionRange(selectionEnd, selectionEnd);
    type(this.area, `${gap}${opening}\n\n${lines.join("\n")}\n\n`);
  }

  async submit() {
    const button = this.form.querySelector("button:not([type=button])");
    if (button.getAttribute("aria-busy") === "true" || !this.area.value.trim()) return this.area.focus();
    if (this.files.busy) return this.problem(this.form.dataset.onItsWay);
    button.setAttribute("aria-busy", "true");
    this.problem("");
    const headers = { "Idempotency-Key": this.key };
    await this.draft.settle();
    const body = new FormData(this.form);
    body.set("draft_seq", this.draft.mine);
    const answer = await send("POST", this.form.action, body, { headers }).catch(() => null);
    button.removeAttribute("aria-busy");
    if (answer?.ok) return this.sent(answer);
    this.draft.changed();
    if (answer?.status === 409) await this.overtaken(answer.clone());
    return this.problem(answer ? await sentenceOf(answer) : this.form.dataset.unsent);
  }

  /** Somebody changed the same words meanwhile: both texts are at hand, and the next send is about the newer one. */
  async overtaken(answer) {
    const newer = await answer.json().catch(() => ({}));
    if (newer.revision === undefined) return;
    this.form.elements.revision.value = newer.revision;
    this.differ({ source: newer.source, title: "" });
  }

  goTo(address) {
    location.assign(address);
    if (new URL(address, location.href).pathname === location.pathname) location.reload();
  }

  /** The server answers with the new post's html, which thread.js puts in place, or with where to go. */
  async sent(answer) {
    this.draft.close();
    const json = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    const shown = new CustomEvent("tertulia:sent", { detail: json, cancelable: true });
    if (!json.html || document.dispatchEvent(shown)) return this.goTo(json.url ?? answer.url);
    this.write({ source: "", title: "" });
    this.replyTo("", "");
    this.part("preview").hidden = true;
    this.key = other();
    this.draft.again();
  }
}

function other() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

async function sentenceOf(answer) {
  const json = await answer.json().catch(() => ({}));
  const first = Array.isArray(json.errors) ? json.errors[0]?.detail : Object.values(json.errors ?? {})[0];
  return String(json.sentence ?? json.detail ?? first ?? json.title ?? answer.statusText);
}

const composers = [...document.querySelectorAll("form.composer")].map((form) => new Composer(form));

document.addEventListener("click", (event) => {
  const act = event.target.closest?.("[data-reply], [data-quote]");
  const post = act?.closest("[data-number]");
  const composer = composers.find((each) => each.replying);
  if (!post || !composer) return;
  event.preventDefault();
  composer.replyTo(post.dataset.number, post.querySelector(".byline .name")?.textContent ?? "");
  if (act.matches("[data-quote]")) composer.quote(post);
  composer.area.focus();
  composer.form.scrollIntoView({ block: "nearest" });
});
