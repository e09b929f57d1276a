// What the viewer did with the posts of a page, laid over what is the same for everybody, and doing it in place.
// <post-facts data-of='{"7": {"reaction": ["thanks"], "bookmark": [""]}}'>
import { element, send } from "./send.js";

const viewer = document.querySelector("viewer-facts")?.dataset.personId ?? "";
const facts = JSON.parse(document.querySelector("post-facts")?.dataset.of ?? "{}");

/** What one did with a post: facts of(7).reaction is a list of names. */
function of(post) {
  return (facts[post] ??= {});
}

function layReactions(article) {
  const mine = of(article.id.slice("post-".length)).reaction ?? [];
  for (const button of article.querySelectorAll("[data-react]")) {
    button.setAttribute("aria-pressed", String(mine.includes(button.dataset.react)));
  }
}

function lay(root) {
  const articles = root.matches?.(".post") ? [root] : root.querySelectorAll(".post");
  for (const article of articles) layReactions(article);
  const polls = root.matches?.(".poll") ? [root] : root.querySelectorAll(".poll");
  for (const poll of polls) layPoll(poll);
  for (const link of root.querySelectorAll("[data-bookmark]")) {
    const post = link.closest(".post")?.id.slice("post-".length);
    if (post && of(post).bookmark) link.querySelector("span").textContent = link.dataset.done;
  }
}

/** What one voted is ticked; what only voters see of a poll is fetched for those who have. */
function layPoll(poll) {
  const mine = of(poll.dataset.post).vote ?? [];
  for (const each of mine) {
    const [rank, place] = each.split(":");
    const box = poll.querySelector(`input[value="${place}"]`);
    const select = poll.querySelector(`select[data-place="${place}"]`);
    if (box) box.checked = true;
    if (select) select.value = rank;
  }
  const back = poll.querySelector("[data-take-back]");
  if (back) back.hidden = !mine.length;
  if (mine.length && poll.dataset.results === "voted" && !poll.querySelector(".tally")) reveal(poll);
}

async function reveal(poll) {
  const address = `/posts/${poll.dataset.post}/poll`;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { poll: html } = await answer.json();
  const fresh = html && element(html);
  if (!fresh?.querySelector(".tally") || !poll.isConnected) return;
  poll.replaceWith(fresh);
  layPoll(fresh);
}

/** A poll as it now stands; what one is about to choose stays chosen. */
function redrawPoll(post, html, mine) {
  const old = document.getElementById(`poll-${post}`);
  const fresh = html && element(html);
  if (!fresh) return old?.remove();
  if (!old) return document.getElementById(`reactions-${post}`)?.before(fresh) ?? layPoll(fresh);
  if (mine) of(post).vote = mine;
  layPoll(fresh);
  if (!mine) {
    for (const box of old.querySelectorAll("input")) {
      const same = fresh.querySelector(`input[value="${box.value}"]`);
      if (same) same.checked = box.checked;
    }
    for (const select of old.querySelectorAll("select")) {
      const same = fresh.querySelector(`select[data-place="${select.dataset.place}"]`);
      if (same) same.value = select.value;
    }
  }
  const held = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (held?.value) fresh.querySelector(`[value="${CSS.escape(held.value)}"]`)?.focus();
  else if (held) fresh.querySelector("button, a")?.focus();
  return undefined;
}

async function cast(button) {
  const poll = button.closest(".poll");
  const body = new FormData();
  for (const each of poll.querySelectorAll("input:checked, select")) body.append(each.name, each.value);
  if (button.matches("[data-take-back]")) body.set("take_back", poll.dataset.post);
  button.disabled = true;
  const answer = await send("POST", button.getAttribute("formaction"), body).catch(() => null);
  button.disabled = false;
  if (answer?.ok) {
    const { poll: html, mine } = await answer.json();
    return redrawPoll(poll.dataset.post, html, mine);
  }
  const told = await answer?.json().catch(() => ({}));
  return say(poll.lastElementChild, told?.detail ?? told?.title ?? answer?.statusText ?? "");
}

/** Draw a post's reactions anew, and leave the focus where it was. */
function redraw(post, html) {
  const old = document.getElementById(`reactions-${post}`);
  const fresh = html && element(html);
  if (!old || !fresh) return;
  const held = old.contains(document.activeElement) ? (document.activeElement.dataset.react ?? "") : null;
  old.replaceWith(fresh);
  const article = fresh.closest(".post");
  layReactions(article);
  if (held !== null) (fresh.querySelector(`[data-react="${CSS.escape(held)}"]`) ?? article.querySelector(".add-reaction summary"))?.focus();
}

function say(node, sentence) {
  const line = document.createElement("p");
  line.className = "notice problem act-problem";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  node.parentElement.querySelector(".act-problem")?.remove();
  node.after(line);
  setTimeout(() => line.remove(), 8000);
}

async function react(button) {
  const bar = button.closest(".post").querySelector(".reactions");
  const menu = button.closest("details");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  if (bar.ariaBusy === "true") return;
  bar.ariaBusy = "true";
  const answer = await send("POST", button.getAttribute("formaction")).catch(() => null);
  bar.ariaBusy = null;
  if (!answer?.ok) {
    const told = await answer?.json().catch(() => ({}));
    return say(bar, told?.detail ?? told?.title ?? answer?.statusText ?? bar.dataset.post);
  }
  const { post, bar: html, mine } = await answer.json();
  of(post).reaction = mine;
  return redraw(post, html);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-react]");
  if (!button || button.form?.method !== "post") return;
  event.preventDefault();
  react(button);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button.vote");
  if (!button || button.form?.method !== "post") return;
  event.preventDefault();
  cast(button);
});

for (const verb of ["added", "changed", "voted", "closed"]) {
  document.addEventListener(`tertulia:poll.${verb}`, ({ detail }) => redrawPoll(detail.post, detail.poll));
}
document.addEventListener("tertulia:sent", () => {
  for (const fields of document.querySelectorAll("details.poll-fields")) {
    fields.open = false;
    for (const each of fields.querySelectorAll("input, textarea")) each.type === "checkbox" ? (each.checked = false) : (each.value = "");
  }
});

function heard({ detail }) {
  const { post, bar, person, name, stands } = detail;
  if (!bar) return;
  if (viewer && String(person) === viewer) {
    const others = (of(post).reaction ?? []).filter((each) => each !== name);
    of(post).reaction = stands ? [...others, name] : others;
  }
  redraw(post, bar);
}

for (const verb of ["reaction.added", "reaction.taken_back"]) document.addEventListener(`tertulia:${verb}`, heard);
document.addEventListener("tertulia:shown", ({ detail }) => lay(detail.node));
lay(document);
