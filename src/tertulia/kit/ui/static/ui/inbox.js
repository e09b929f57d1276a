// How much waits in the inbox: in the bell (live.js counts there), in the title of the page, and on the inbox itself.
import { send } from "./send.js";

const bell = document.querySelector('[data-count="unread"]');
const inbox = document.querySelector("[data-inbox] [data-quiet-line]");
const TITLE = /^\(\d+\+?\) /;

function show(words) {
  if (bell) bell.textContent = words;
  document.title = (words ? `(${words}) ` : "") + document.title.replace(TITLE, "");
}

function heard({ detail }) {
  const words = detail.counts?.unread;
  if (words === undefined) return;
  const grew = words && words !== bell?.dataset.was;
  if (bell) bell.dataset.was = words;
  show(words);
  if (!inbox || !grew || inbox.childElementCount) return;
  const link = document.createElement("a");
  link.className = "button quiet";
  link.href = location.href;
  link.textContent = inbox.dataset.words;
  inbox.replaceChildren(link);
}

if (bell) bell.dataset.was = bell.textContent;
document.addEventListener("tertulia:notifications.told", heard);
document.addEventListener("tertulia:notifications.read", heard);
// What one reads in a thread is read in the inbox as well.
document.addEventListener("tertulia:read", async () => {
  if (!bell?.textContent) return;
  const answer = await send("GET", "/inbox/count").catch(() => null);
  if (answer?.ok) show((await answer.json()).unread);
});
