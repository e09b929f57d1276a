// What happens elsewhere, by one stream for the whole browser: the tab that holds the lock listens and relays.
// Each event is dispatched on `document` as "tertulia:<verb>" with the frame's JSON (and its id) as detail.

const VERBS = [
  "answer.accepted", "answer.withdrawn", "question.me_too", "question.not_me_too",
  "post.added", "post.edited", "post.previewed", "post.wiki_opened", "post.wiki_ended", "post.removed", "post.restored",
  "reaction.added", "reaction.taken_back", "poll.added", "poll.changed", "poll.voted", "poll.closed",
  "thread.started", "thread.retitled", "thread.removed", "thread.restored", "thread.imported",
  "thread.status_changed", "thread.moved", "thread.split", "thread.split_off", "thread.merged", "community.founded", "community.changed",
  "membership.joined", "membership.left", "membership.removed", "membership.role_changed",
  "notifications.told", "notifications.read", "person.created", "person.changed", "person.signed_out", "person.deactivated", "reset", "gone",
];
const IN_PASSING = ["typing", "here", "left"]; // told to whoever listens: nobody comes back to it
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;

const mine = {
  tab: crypto.randomUUID?.() ?? String(Math.random()),
  channels: (document.body.dataset.channels ?? "").split(" ").filter(Boolean),
  after: Number(document.body.dataset.liveAfter) || 0,
};

/** Drops what this tab has seen: ids rise, and one id may come once for each channel. */
const seen = { id: mine.after, channels: null };
function isNew(id, channel) {
  if (!id) return true;
  if (id < seen.id || (id === seen.id && !seen.channels)) return false;
  if (id > seen.id) {
    seen.id = id;
    seen.channels = new Set();
  }
  if (seen.channels.has(channel)) return false;
  seen.channels.add(channel);
  return true;
}

function arrived({ verb, id, data }) {
  if (verb === "gone") {
    if (!mine.channels.includes(data.channel)) return;
    mine.channels = mine.channels.filter((each) => each !== data.channel);
  } else if (verb !== "reset") {
    if (data.channel && !mine.channels.includes(data.channel)) return;
    if (!isNew(id, data.channel)) return;
    if (id) mine.after = id; // what is told in passing has none
  }
  document.dispatchEvent(new CustomEvent(`tertulia:${verb}`, { detail: { ...data, id } }));
}

/** One EventSource over the channels of all tabs; reopened when they change or when it breaks. */
class Stream {
  tabs = new Map();
  wait = FIRST_WAIT;

  constructor(relay) {
    this.relay = relay;
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => document.hidden || this.source || this.open());
  }

  want({ tab, channels, after }) {
    const known = this.tabs.get(tab);
    this.tabs.set(tab, { channels, after: Math.max(after, known?.after ?? 0) });
    const missing = channels.some((each) => !this.listening?.has(each));
    if (!known || missing) this.open();
  }

  leave(tab) {
    this.tabs.delete(tab);
  }

  open() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    const channels = new Set([...this.tabs.values()].flatMap((each) => each.channels));
    this.listening = channels;
    if (!channels.size) return;
    const places = [...this.tabs.values()].map((each) => each.after).filter(Boolean);
    const query = new URLSearchParams({ channels: [...channels].sort().join(",") });
    if (places.length) query.set("after", Math.min(...places));
    this.source = new EventSource(`/live?${query}`);
    this.source.onopen = () => (this.wait = FIRST_WAIT);
    this.source.onerror = () => this.again();
    for (const verb of [...VERBS, ...IN_PASSING]) this.source.addEventListener(verb, (event) => this.heard(verb, event));
  }

  heard(verb, event) {
    // A browser says the last id again with what has none.
    const id = IN_PASSING.includes(verb) ? 0 : Number(event.lastEventId) || 0;
    const data = JSON.parse(event.data || "{}");
    for (const tab of this.tabs.values()) {
      if (verb === "gone") tab.channels = tab.channels.filter((each) => each !== data.channel);
      else tab.after = Math.max(tab.after, id);
    }
    this.relay({ verb, id, data });
  }

  /** The browser's own retry knows neither patience nor what other tabs have seen. */
  again() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), this.wait * (0.75 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }
}

function alone() {
  new Stream(arrived).want(mine);
}

function together() {
  const air = new BroadcastChannel("tertulia-live");
  const say = (kind, more) => air.postMessage({ kind, ...more });
  let stream = null;
  air.onmessage = ({ data }) => {
    if (data.kind === "frame") arrived(data.frame);
    else if (data.kind === "who") say("want", mine);
    else if (data.kind === "want") stream?.want(data);
    else if (data.kind === "leave") stream?.leave(data.tab);
  };
  navigator.locks.request("tertulia-live", () => {
    stream = new Stream((frame) => {
      say("frame", { frame });
      arrived(frame);
    });
    stream.want(mine);
    say("who");
    return new Promise(() => {}); // held until this tab closes; then the next one listens
  });
  say("want", mine);
  addEventListener("pagehide", (event) => event.persisted || say("leave", { tab: mine.tab }));
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // frozen meanwhile: ask again from where this tab stopped
    say("leave", { tab: mine.tab });
    say("want", mine);
  });
}

function line(words) {
  const status = document.getElementById("live-status");
  if (!status || !words) return;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = status.dataset.reload;
  status.className = "notice live";
  const text = document.createElement("p");
  text.append(words, " ", link);
  status.replaceChildren(text);
}

const said = () => document.getElementById("live-status")?.dataset ?? {};
document.addEventListener("tertulia:reset", () => line(said().behind));
document.addEventListener("tertulia:gone", () => line(said().gone));
document.addEventListener("tertulia:person.signed_out", () => line(said().gone));

/** Numbers marked data-count="thread-42:reply_count" change where they stand. */
function recount({ detail }) {
  for (const [name, value] of Object.entries(detail.counts ?? {})) {
    for (const each of document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`)) {
      each.textContent = value;
    }
  }
}
for (const verb of VERBS) document.addEventListener(`tertulia:${verb}`, recount);

if (mine.channels.length) {
  if (navigator.locks && "BroadcastChannel" in globalThis) together();
  else alone();
}
