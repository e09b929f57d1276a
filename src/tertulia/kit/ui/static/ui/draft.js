// What one writes is never lost: kept on this device at once, on the server soon after, and both when they differ.
// The server takes a draft only if its number is higher than the one it has; else it answers 409 with its own.
import { send } from "./send.js";

const PAUSE = 900;

/** Read, write, forget on this device; a browser that keeps nothing is no reason to stop writing. */
const device = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Full or forbidden: the server's copy remains.
    }
  },
  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept.
    }
  },
};

export class Draft {
  /**
   * `get()` gives {source, title}; `set(text)` shows such a text; `say(state)` is saving, saved, kept or "";
   * `differ(text)` is called with a second text that must not be lost.
   */
  constructor(form, { get, set, say, differ }) {
    Object.assign(this, { get, set, say, differ });
    this.name = form.dataset.draft;
    this.seq = Number(form.dataset.seq) || 0;
    // The last saving that holds the words of this window: what another one saved later is not ours to let go.
    this.mine = this.seq;
    this.key = `tertulia-draft:${form.dataset.person ?? ""}:${this.name}`;
    this.recall();
    addEventListener("pagehide", () => this.pending && this.save(true));
    addEventListener("online", () => this.pending && this.save());
  }

  /** A text this device has and the server never confirmed comes back; if both moved, both are offered. */
  recall() {
    const kept = device.read(this.key);
    if (!kept?.source) return;
    const shown = this.get();
    if (kept.source === shown.source && (kept.title ?? "") === shown.title) return device.forget(this.key);
    if (shown.source && this.seq > kept.seq) return this.differ(kept);
    this.set(kept);
    this.changed();
  }

  changed() {
    if (this.closed) return;
    this.pending = true;
    device.write(this.key, { ...this.get(), seq: this.seq });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    if (this.closed || (this.saving && !leaving)) return;
    const text = this.get();
    this.saving = true;
    this.pending = false;
    this.say("saving");
    const body = { seq: this.seq + 1, ...text };
    const address = `/drafts/${encodeURIComponent(this.name)}`;
    this.under = send("PUT", address, body, { keepalive: leaving }).catch(() => null);
    const answer = await this.under;
    this.saving = false;
    if (this.closed) return;
    if (answer?.ok) this.confirmed(body);
    else if (answer?.status === 409) await this.refused(answer, text);
    else {
      this.pending = true;
      this.say("kept");
    }
  }

  confirmed(body) {
    this.seq = this.mine = body.seq;
    if (this.pending) return this.changed();
    device.forget(this.key);
    this.say("saved");
  }

  /** Somebody (most likely oneself, elsewhere) wrote a newer one: ours stays, theirs is offered. */
  async refused(answer, text) {
    const newer = await answer.json().catch(() => null);
    if (!newer) return this.say("kept");
    this.seq = Math.max(this.seq, Number(newer.seq) || 0);
    this.say("kept");
    if (newer.source === text.source && (newer.title ?? "") === text.title) return this.confirmed({ seq: this.seq });
    this.differ(newer);
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
    device.forget(this.key);
    this.say("");
  }

  /** Begin another one after a reply was sent. */
  again() {
    this.closed = this.pending = false;
    this.seq = this.mine = 0;
  }
}
