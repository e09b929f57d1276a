// What one writes is never lost: kept on this device at once, on the server soon after. Where two windows write at the
// same place, each keeps its words; those of the other stand beside until one decides.
import * as device from "./device.js";
import { send } from "./send.js";

const PAUSE = 900;
const FIRST_WAIT = 2000;
const LONGEST_WAIT = 30_000;

/** Whether nothing of `other` is lost where `words` stay alone. */
function hold(words, other) {
  const fields = Object.entries(other.fields ?? {});
  const has = (mine = "", theirs = "") => String(mine).includes(theirs);
  return (
    has(words.source, other.source) &&
    has(words.title, other.title) &&
    fields.every(([name, value]) => name === "revision" || has(words.fields?.[name], value))
  );
}

export class Draft {
  /**
   * `get()` gives {source, title, fields}; `set(words)` shows such words; `say(state, sentence)` is saving, saved, kept,
   * signedOut, refused or ""; `others` shows words that stand beside: `show(list)`.
   */
  constructor(form, { get, set, say, others }) {
    Object.assign(this, { get, set, say, others });
    this.name = form.dataset.draft;
    this.address = `/drafts/${encodeURIComponent(this.name)}`;
    this.seq = Number(form.dataset.seq) || 0;
    // The last saving that holds the words of this window: what another one saved later is not ours to let go.
    this.mine = this.seq;
    this.turn = 0;
    this.unsent = []; // words to stand beside that only this device has
    this.beside = []; // those that the server has
    this.wait = FIRST_WAIT;
    this.recall(form.dataset);
    addEventListener("pagehide", () => (this.pending || this.saving) && this.save(true));
    addEventListener("pageshow", (event) => event.persisted && this.wake());
    addEventListener("online", () => this.pending && this.save());
    addEventListener("beforeunload", (event) => (this.pending || this.saving) && !this.onDevice && event.preventDefault());
    document.addEventListener("visibilitychange", () => !document.hidden && this.pending && this.save());
  }

  /** Words that this device has and the server never confirmed come back; where both moved, both are shown. */
  recall({ fields, beside }) {
    const restored = this.get(); // by the browser, when one comes back to a page
    this.set("default");
    if (fields) this.set({ ...this.get(), fields: JSON.parse(fields) });
    this.adopt({ ...restored, seq: -1 });
    device.inherit(this.name, (kept) => {
      this.adopt(kept);
      for (const words of kept.beside ?? []) this.layBeside(words);
    });
    if (beside) this.lookBeside();
  }

  adopt(kept) {
    const shown = this.get();
    if (hold(shown, kept)) return;
    const same = (kept.fields?.revision ?? "") === (shown.fields.revision ?? "");
    const grown = kept.seq === this.seq || hold(kept, shown);
    if (this.touched || !same || !grown) return this.layBeside(kept);
    this.set(kept);
    this.changed();
  }

  layBeside({ source, title, fields }) {
    const words = { source: source ?? "", title: title ?? "", fields: fields ?? {} };
    if ([this.get(), ...this.beside, ...this.unsent].some((each) => hold(each, words))) return;
    this.unsent.push(words);
    this.show();
    this.changed();
  }

  show() {
    this.others.show([...this.unsent, ...this.beside]);
  }

  async lookBeside() {
    const answer = await send("GET", this.address).catch(() => null);
    if (!answer?.ok) return;
    const kept = await answer.json();
    const main = { source: kept.source, title: kept.title, fields: kept.fields };
    this.beside = [...(hold(this.get(), main) ? [] : [main]), ...kept.beside];
    this.show();
  }

  changed() {
    if (this.closed) return;
    if (!this.pending && !this.saving) this.say("");
    this.pending = this.touched = true;
    this.onDevice = device.keep(this.name, { ...this.get(), seq: this.seq, beside: this.unsent });
    this.later(PAUSE);
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.closed || (this.saving && !leaving)) return;
    const words = this.get();
    const beside = [...this.unsent];
    this.saving = true;
    this.pending = false;
    this.say("saving");
    const body = { seq: this.seq + 1, window: device.WINDOW, turn: ++this.turn, ...words, beside };
    this.under = send("PUT", this.address, body, { keepalive: leaving }).catch(() => null);
    const answer = await this.under;
    this.saving = false;
    if (this.closed) return;
    const told = await answer?.json().catch(() => null);
    if (answer?.ok || (answer?.status === 409 && told)) this.kept(answer.ok, told ?? body, beside);
    else this.failed(answer?.status ?? 0, told?.detail);
  }

  /** The server has the words: in their place, or (409) beside those that another window saved meanwhile. */
  kept(inPlace, told, sent) {
    this.seq = told.seq;
    this.wait = FIRST_WAIT;
    this.unsent = this.unsent.filter((each) => !sent.includes(each));
    const { source, title, fields, beside = [] } = told;
    this.beside = inPlace ? beside : [{ source, title, fields }, ...beside];
    if (inPlace) this.mine = told.seq;
    this.show();
    if (this.pending) return this.changed();
    device.forget(this.name);
    return this.say("saved");
  }

  failed(status, sentence) {
    this.pending = true;
    if (status === 401 || status === 403) this.say("signedOut");
    else if (status >= 400 && status < 500 && status !== 429) return this.say("refused", sentence);
    else this.say("kept");
    this.later(this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    return undefined;
  }

  /** The page was frozen in the middle of something, and goes on. */
  wake() {
    this.saving = false;
    if (this.touched) this.changed();
  }

  /** These words take the place of what one writes, which stands beside from now on: none is lost. */
  swap(other) {
    const words = this.get();
    this.forgetBeside(other);
    this.set(other);
    this.touched = true;
    if (words.source || words.title) this.layBeside(words);
    this.show();
    this.changed();
  }

  letGo(other) {
    this.forgetBeside(other);
    this.show();
    if (other.id) send("DELETE", this.address, { beside: other.id }).catch(() => null);
    if (this.pending) this.changed();
  }

  forgetBeside(other) {
    this.unsent = this.unsent.filter((each) => each !== other);
    this.beside = this.beside.filter((each) => each !== other);
  }

  /** Words of somebody else's, for comparison: the server has them in any case. */
  compare(words) {
    this.beside = [words, ...this.beside];
    this.show();
  }

  /** Wait for a save that is under way, so that it cannot arrive after what is sent next. */
  async settle() {
    clearTimeout(this.timer);
    await this.under;
  }

  /** It was sent: neither device nor server needs it any more. */
  close() {
    this.closed = true;
    clearTimeout(this.timer);
    device.forget(this.name);
    this.say("");
  }

  /** Begin another one after a reply was sent; what stood beside still does. */
  again() {
    this.closed = this.pending = this.touched = false;
    this.seq = this.mine = 0;
    if (this.unsent.length) this.changed();
    if (this.beside.length) this.lookBeside();
  }
}
