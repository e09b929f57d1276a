// Who else writes in this thread, and who reads it just now. Told in passing and kept nowhere: what was said once is
// believed for some seconds. To the eye it changes at once; it is read out seldom, and only when somebody begins.
import { send } from "./send.js";

const box = document.querySelector("[data-passing]");
const { thread } = document.querySelector("[data-thread]")?.dataset ?? {};
const TYPED_AGAIN = 4000;
const TYPING_LASTS = 7000;
const BEAT = 30_000;
const HERE_LASTS = 80_000;
const READ_OUT_AGAIN = 30_000;
const FEW = 20; // so many answer somebody who comes in; with more one waits for their next beat

/** People for whom something holds for a while: id to {name, until}. */
class Present {
  people = new Map();

  add(id, name, lasts) {
    this.people.set(id, { name, until: Date.now() + lasts });
  }

  names() {
    const now = Date.now();
    for (const [id, { until }] of this.people) if (until <= now) this.people.delete(id);
    return [...this.people.values()].map((each) => each.name).sort((a, b) => a.localeCompare(b));
  }
}

const writing = new Present();
const here = new Present();
let told = 0;
let readOut = 0;
let timer = 0;
let beat = 0;

async function tell(what, more = {}, options = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries({ what, ...more })) body.set(name, value);
  const answer = await send("POST", `/t/${thread}/passing`, body, options).catch(() => null);
  return answer?.ok ? (await answer.json()).told : undefined;
}

function sentence(names, words) {
  if (!names.length) return "";
  if (names.length === 1) return words.one.replace("NAME", names[0]);
  if (names.length === 2) return words.two.replace("NAME", names[0]).replace("OTHER", names[1]);
  return words.many.replace("NUMBER", names.length);
}

function put(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function draw() {
  const words = sentence(writing.names(), box.dataset);
  const line = box.querySelector("[data-writing]");
  const spoken = box.querySelector("[role=status]");
  if (!words) put(spoken, "");
  else if (!line.textContent && Date.now() - readOut > READ_OUT_AGAIN) {
    readOut = Date.now();
    put(spoken, words);
  }
  put(line, words);
  const names = here.names();
  const list = box.querySelector("[data-here-names]");
  if (list) {
    put(list, new Intl.ListFormat(document.documentElement.lang || "en").format(names.slice(0, 12)) + (names.length > 12 ? " …" : ""));
    list.closest("p").hidden = !names.length;
  }
  clearTimeout(timer);
  if (words || names.length) timer = setTimeout(draw, 1000);
}

function typed(event) {
  if (!event.target.matches?.(".composer [name=source]") || !event.target.value.trim()) return;
  if (Date.now() - told < TYPED_AGAIN) return;
  told = Date.now();
  tell("typing");
}

/** Say that one is here, as long as the page is in front; a community or a person that shows it not ends it. */
async function beHere(isNew) {
  clearTimeout(beat);
  if (document.hidden) return;
  if ((await tell("here", isNew ? { new: 1 } : {})) === false) return;
  beat = setTimeout(() => beHere(false), BEAT * (1 + here.people.size / 50));
}

if (box && thread) {
  const ours = (detail) => String(detail.thread) === thread;
  document.addEventListener("input", typed);
  document.addEventListener("tertulia:sent", () => (told = 0));
  document.addEventListener("tertulia:typing", ({ detail }) => {
    if (!ours(detail)) return;
    writing.add(detail.person, detail.name, TYPING_LASTS);
    draw();
  });
  document.addEventListener("tertulia:post.added", ({ detail }) => {
    if (ours(detail) && writing.people.delete(detail.author)) draw();
  });
  document.addEventListener("tertulia:here", ({ detail }) => {
    if (!ours(detail)) return;
    here.add(detail.person, detail.name, HERE_LASTS);
    draw();
    if (detail.new && here.people.size <= FEW) setTimeout(() => beHere(false), Math.random() * 1500);
  });
  document.addEventListener("tertulia:left", ({ detail }) => {
    if (ours(detail) && here.people.delete(detail.person)) draw();
  });
  if (box.querySelector("[data-here-names]")) {
    beHere(true);
    document.addEventListener("visibilitychange", () => (document.hidden ? tell("left", {}, { keepalive: true }) : beHere(true)));
    addEventListener("pagehide", () => document.hidden || tell("left", {}, { keepalive: true }));
  }
}
