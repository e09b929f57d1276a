// Writing in place: draft, preview, quoting, sending. Without it the form is posted as it is.
import { Files } from "./attach.js";
import { WINDOW } from "./device.js";
import { Draft } from "./draft.js";
import * as fields from "./fields.js";
import { Others } from "./others.js";
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
    fields.note(form);
    const others = new Others(form, {
      swap: (words) => (this.draft.swap(words), this.area.focus()),
      letGo: (words) => (this.draft.letGo(words), this.area.focus()),
    });
    this.draft = new Draft(form, {
      get: () => ({ source: this.area.value, title: this.title?.value ?? "", fields: fields.read(form) }),
      set: (words) => this.write(words),
      say: (state, sentence) => this.state(state, sentence),
      others,
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
  }

  /** Show such words, or "default": what the page came with. */
  write(words) {
    const came = words === "default";
    this.area.value = came ? this.area.defaultValue : words.source;
    if (this.title) this.title.value = came ? this.title.defaultValue : (words.title ?? "");
    fields.write(this.form, came ? {} : (words.fields ?? {}));
    this.files?.show();
    this.showReplying();
  }

  state(name, sentence) {
    const words = this.form.dataset;
    const said = { saving: words.saving, saved: words.saved, kept: words.kept, signedOut: words.kept, refused: words.kept };
    this.part("draft-state").textContent = said[name] ?? "";
    if (name === "signedOut") this.signedOut();
    else if (name === "refused") this.problem(sentence ?? "");
    else if (name === "saved" && this.away) this.problem("");
  }

  /** The words are safe, but cannot be sent: a way back in, said once. */
  signedOut() {
    if (this.away) return;
    const link = document.createElement("a");
    link.href = `/account/login/?next=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = this.form.dataset.signIn;
    this.problem(this.form.dataset.signedOut, link);
    this.away = true;
  }

  problem(sentence, ...more) {
    this.away = false;
    const said = this.part("said");
    const notice = document.createElement("p");
    notice.className = "notice problem";
    notice.append(sentence, " ", ...more);
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

  /** Say what the reply is about, after words came back that are about something. */
  showReplying() {
    const { reply_to: to, anchor_exact: exact } = this.form.elements;
    if (!to) return;
    const chip = this.part("replying");
    chip.hidden = !(to.value || exact.value);
    const name = exact.value ? `“${exact.value}”` : chip.dataset.words.replace("NUMBER", to.value);
    if (!chip.hidden) this.part("replying-name").textContent = name;
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
    body.set("draft_window", WINDOW);
    const answer = await send("POST", this.form.action, body, { headers }).catch(() => null);
    button.removeAttribute("aria-busy");
    if (answer?.ok) return this.sent(answer);
    this.draft.changed();
    if (answer?.status === 401) return this.signedOut();
    if (answer?.status === 409) await this.overtaken(answer.clone());
    return this.problem(answer ? await sentenceOf(answer) : this.form.dataset.unsent);
  }

  /** Somebody changed the same words meanwhile: both texts are at hand, and the next send is about the newer one. */
  async overtaken(answer) {
    const newer = await answer.json().catch(() => ({}));
    if (newer.revision === undefined) return;
    this.form.elements.revision.value = newer.revision;
    this.draft.compare({ source: newer.source, title: "", fields: {} });
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
    const leaves = !json.html || document.dispatchEvent(shown);
    this.write({ source: "", title: "" }); // also where one comes back to this page
    if (leaves) return this.goTo(json.url ?? answer.url);
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
