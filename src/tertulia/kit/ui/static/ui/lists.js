// Lists of threads that go on while one looks at them. Rows change where they stand; what is not on the page yet waits
// behind a quiet line. Nothing moves under one's eyes.
import { counted, element, send } from "./send.js";

const list = document.querySelector("[data-rows]");
const line = document.querySelector("[data-lists] [data-quiet-line]");
const waiting = new Map();

const rowsOf = (thread) => document.querySelectorAll(`[data-row="${CSS.escape(String(thread))}"]`);

function draw() {
  if (!line) return;
  if (!waiting.size) return line.replaceChildren();
  const button = document.createElement(list ? "button" : "a");
  button.className = "button quiet";
  button.textContent = counted(line.dataset, waiting.size);
  if (list) button.type = "button";
  else button.href = location.href;
  return line.replaceChildren(button);
}

/** The row as everybody sees it; that it is new, and where it is from, stand as they stood. */
function replace(old, html) {
  const fresh = element(html);
  if (!fresh) return;
  const place = old.querySelector(".meta > a");
  if (place && !fresh.querySelector(".meta > a")) fresh.querySelector(".meta")?.append(" ", place);
  const focused = old.contains(document.activeElement);
  old.replaceWith(fresh);
  if (focused) fresh.querySelector("a")?.focus({ preventScroll: true });
}

function moved({ detail }) {
  if (!detail.row || !String(detail.channel).startsWith("community-")) return;
  const rows = rowsOf(detail.thread);
  for (const row of rows) {
    replace(row, detail.row);
    if (detail.post) rowsOf(detail.thread).forEach((each) => each.closest(".listed")?.classList.add("unread"));
  }
  if (rows.length || !line || (list && !list.closest("#now") && !list.hasAttribute("data-first"))) return;
  waiting.set(detail.thread, detail.row);
  draw();
}

function show() {
  const nodes = [...waiting.values()].map((html) => {
    const item = document.createElement("li");
    item.className = "listed unread";
    item.append(element(html));
    return item;
  });
  waiting.clear();
  draw();
  const pinned = [...list.querySelectorAll(":scope > [data-pinned]")].at(-1);
  if (pinned) pinned.after(...nodes.reverse());
  else list.prepend(...nodes.reverse());
  nodes[0]?.querySelector("a")?.focus({ preventScroll: true });
}

line?.addEventListener("click", (event) => event.target.closest("button") && show());
const VERBS = [
  "post.added", "thread.started", "thread.retitled", "thread.status_changed", "thread.restored", "answer.accepted",
  "thread.moved", "thread.split_off",
];
for (const verb of VERBS) {
  document.addEventListener(`tertulia:${verb}`, moved);
}

/** m: what one has seen of a thread in a list is all of it. */
async function mark({ detail }) {
  const thread = detail.item?.dataset.row;
  if (!thread) return;
  const item = detail.item.closest(".listed");
  const answer = await send("PUT", `/t/${thread}/read`, { number: 2147483647 }).catch(() => null);
  if (!answer?.ok) return;
  item?.classList.remove("unread");
  item?.querySelectorAll(".new-count, .mark-read, .because .live").forEach((each) => each.remove());
  document.dispatchEvent(new CustomEvent("tertulia:read", { detail: { thread } }));
}
document.addEventListener("tertulia:mark", mark);
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-mark]");
  const item = button?.closest(".listed")?.querySelector("[data-row]");
  if (!item) return;
  event.preventDefault();
  mark({ detail: { item } });
});
