// What the viewer did with the posts of a page, laid over what is the same for everybody, and doing it in place.
// <post-facts data-of='{"7": {"reaction": ["thanks"], "bookmark": [""]}}'>
import { element, send } from "./send.js";

const viewer = document.querySelector("viewer-facts")?.dataset.personId ?? "";
const facts = JSON.parse(document.querySelector("post-facts")?.dataset.of ?? "{}");

/** What one did with a post: facts of(7).reaction is a list of names. */
function of(post) {
  return (facts[post] ??= {});
}

function layReactions(bar) {
  const mine = of(bar.dataset.post).reaction ?? [];
  for (const button of bar.querySelectorAll("[data-react]")) {
    button.setAttribute("aria-pressed", String(mine.includes(button.dataset.react)));
  }
}

function lay(root) {
  const bars = root.matches?.(".reactions") ? [root] : root.querySelectorAll(".reactions");
  for (const bar of bars) layReactions(bar);
  for (const link of root.querySelectorAll("[data-bookmark]")) {
    const post = link.closest(".post")?.id.slice("post-".length);
    if (post && of(post).bookmark) link.querySelector("span").textContent = link.dataset.done;
  }
}

/** Draw a post's reactions anew, and leave the focus where it was. */
function redraw(post, html) {
  const old = document.getElementById(`reactions-${post}`);
  const fresh = html && element(html);
  if (!old || !fresh) return;
  const held = old.contains(document.activeElement) ? (document.activeElement.dataset.react ?? "") : null;
  const open = old.querySelector("details")?.open && held === null;
  old.replaceWith(fresh);
  layReactions(fresh);
  if (open && fresh.querySelector("details")) fresh.querySelector("details").open = true;
  if (held !== null) (fresh.querySelector(`.reaction[data-react="${CSS.escape(held)}"]`) ?? fresh.querySelector("summary"))?.focus();
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
  const bar = button.closest(".reactions");
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
