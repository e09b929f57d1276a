// Lays the viewer over a page that is the same for everybody: what one may do, what is new to one, how far one has read.
// <viewer-facts data-person-id="9" data-can-write="1" data-can-moderate="" data-read-number="14" data-new-label="New">
import { send } from "./send.js";

const facts = document.querySelector("viewer-facts")?.dataset ?? {};
const person = facts.personId || "";
const right = { person: Boolean(person), writer: Boolean(facts.canWrite), moderator: Boolean(facts.canModerate), accepter: Boolean(facts.canAccept) };
const PATIENCE = 2000;
const LONG_LOOK = 60;

function mayI(words, author) {
  return words.split(" ").some((who) => right[who] || (who === "author" && person && author === person));
}

/** Show what is for this viewer within `root`: links and buttons marked data-for="author moderator writer". */
function lay(root) {
  for (const each of root.querySelectorAll("[data-for]")) {
    const author = each.closest("[data-author]")?.dataset.author;
    each.hidden = !mayI(each.dataset.for, author);
  }
  for (const each of root.querySelectorAll(".prose :is(pre, table)")) {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0; // wide ones scroll, also by keyboard
  }
  for (const each of root.querySelectorAll(".spoiler:not([role])")) {
    each.setAttribute("role", "button");
    each.setAttribute("aria-expanded", "false");
    each.tabIndex = 0;
  }
}

function reveal(event) {
  const spoiler = event.target.closest?.(".spoiler");
  if (!spoiler || (event.type === "keydown" && ![" ", "Enter"].includes(event.key))) return;
  event.preventDefault();
  spoiler.setAttribute("aria-expanded", String(spoiler.classList.toggle("shown")));
}

/** The last number one has had before one's eyes; sent seldom, and once more when one leaves. */
class Progress {
  constructor(address, number) {
    this.address = address;
    this.number = this.sent = number;
    this.watch = new Watch();
    this.eye = new IntersectionObserver((entries) => entries.forEach((each) => this.saw(each)), {
      threshold: [0, 0.5, 1],
    });
    addEventListener("pagehide", () => this.flush(true));
    document.addEventListener("visibilitychange", () => document.hidden && this.flush(true));
  }

  follow(post) {
    if (Number(post.dataset.number) > this.number) this.eye.observe(post);
  }

  /** Seen is: half of it, or, of a long one, its end. */
  saw({ target, isIntersecting, intersectionRatio, boundingClientRect, rootBounds }) {
    const end = rootBounds && boundingClientRect.bottom <= rootBounds.bottom;
    if (!isIntersecting || document.hidden || (intersectionRatio < 0.5 && !end)) return;
    this.eye.unobserve(target);
    this.reach(Number(target.dataset.number));
  }

  reach(number) {
    if (number <= this.number) return;
    this.number = number;
    this.timer ??= setTimeout(() => this.flush(), PATIENCE);
  }

  async flush(leaving = false) {
    clearTimeout(this.timer);
    this.timer = null;
    const looked = this.watch.seconds();
    if (this.number <= this.sent && looked < (leaving ? 5 : LONG_LOOK)) return;
    const before = this.sent;
    this.sent = this.number;
    const told = { number: this.number, seconds: this.watch.take() };
    const answer = await send("PUT", this.address, told, { keepalive: leaving }).catch(() => null);
    if (!answer?.ok) this.sent = Math.min(this.sent, before); // the next one says it again
    else document.dispatchEvent(new CustomEvent("tertulia:read", { detail: told }));
  }
}

/** How long the thread was really looked at: in front, and somebody moved within the last minute. */
class Watch {
  constructor() {
    this.spent = 0;
    this.moved = Date.now();
    for (const sort of ["scroll", "pointermove", "keydown"]) {
      addEventListener(sort, () => (this.moved = Date.now()), { passive: true });
    }
    setInterval(() => document.hidden || Date.now() - this.moved > 60_000 || (this.spent += 5), 5_000);
  }

  seconds() {
    return this.spent;
  }

  take() {
    const seconds = Math.min(this.spent, 120);
    this.spent = 0;
    return seconds;
  }
}

/** Begin at the post the address names, or where one left off; what is above stays a scroll away. */
function beginAt(post) {
  if (!post || location.hash || scrollY > 0) return;
  const stays = document.documentElement.style.scrollBehavior;
  document.documentElement.style.scrollBehavior = "auto";
  post.scrollIntoView({ block: "start" });
  document.documentElement.style.scrollBehavior = stays;
}

function markFirstUnread(number) {
  const all = [...document.querySelectorAll("[data-posts] [data-number]")];
  const first = all.find((each) => Number(each.dataset.number) > number && each.dataset.author !== person);
  if (!first || !number || first.dataset.number === "1") return null;
  first.classList.add("first-unread");
  first.dataset.unreadLabel = facts.newLabel ?? "";
  return first;
}

lay(document);
document.addEventListener("click", reveal);
document.addEventListener("keydown", reveal);

const { thread, at } = document.querySelector("[data-thread]")?.dataset ?? {};
if (at) beginAt(document.querySelector(`[data-posts] [data-number="${CSS.escape(at)}"]`));
if (person && thread) {
  const read = Number(facts.readNumber) || 0;
  const progress = new Progress(`/t/${thread}/read`, read);
  const watchAll = (root) => root.querySelectorAll("[data-number]").forEach((each) => progress.follow(each));
  beginAt(markFirstUnread(read));
  watchAll(document);
  setInterval(() => progress.flush(), LONG_LOOK * 1000);
  document.addEventListener("tertulia:shown", ({ detail }) => progress.follow(detail.node));
  document.addEventListener("tertulia:mark", ({ detail }) => {
    const number = Number(detail.item?.dataset.number);
    if (number) progress.reach(number);
  });
}
document.addEventListener("tertulia:shown", ({ detail }) => lay(detail.node));
