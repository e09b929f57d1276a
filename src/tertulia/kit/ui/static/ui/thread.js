// A thread that goes on while one reads it. Nothing above or under one's eyes moves: new posts wait behind a quiet line
// until one asks for them or has come to the end; edits and removals are drawn where the post stands.
import { counted, element, send } from "./send.js";

const posts = document.querySelector("[data-posts]");
const line = document.querySelector("[data-quiet-line]");
const thread = Number(posts?.closest("[data-thread]")?.dataset.thread);
const waiting = new Map();
let atEnd = false;

/** Whether this page, which may be one of many of its thread, holds the thread's last post. */
const last = Boolean(posts) && Number(posts.dataset.last) <= highest();

function highest() {
  return Math.max(0, ...[...posts.querySelectorAll("[data-number]")].map((each) => Number(each.dataset.number)));
}

const find = (id) => document.getElementById(`post-${id}`);
const ours = (detail) => posts && Number(detail.thread) === thread;

/** The post's html, from the frame or from the page that has it. */
async function fetched({ html, post, number }) {
  if (html) return element(html);
  const answer = await fetch(`/t/${thread}/-/${number}`, { headers: { Accept: "text/html" } });
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById(`post-${post}`);
}

export function announce(node) {
  document.dispatchEvent(new CustomEvent("tertulia:shown", { detail: { node } }));
}

/** Put one post where its number says, once. */
export function place(node, { arrived = false } = {}) {
  if (!node || document.getElementById(node.id)) return;
  const number = Number(node.dataset.number);
  const next = [...posts.querySelectorAll("[data-number]")].find((each) => Number(each.dataset.number) > number);
  posts.insertBefore(node, next ?? null);
  node.classList.toggle("arrived", arrived);
  announce(node);
}

function draw() {
  if (!line) return;
  if (!waiting.size) {
    line.replaceChildren();
    return;
  }
  const words = counted(line.dataset, waiting.size);
  const first = Math.min(...[...waiting.values()].map((each) => each.number));
  const button = document.createElement(last ? "button" : "a");
  button.className = "button quiet";
  button.textContent = words;
  if (last) button.type = "button";
  else button.href = `/t/${thread}/-/${first}`;
  line.replaceChildren(button);
}

async function show({ focus = false } = {}) {
  const all = [...waiting.values()].sort((a, b) => a.number - b.number);
  waiting.clear();
  draw();
  const nodes = await Promise.all(all.map((each) => fetched(each).catch(() => null)));
  nodes.forEach((node) => place(node, { arrived: true }));
  if (focus) nodes.find(Boolean)?.focus({ preventScroll: true });
}

/** Writing below: whatever comes in would push the text away. */
const writing = () => document.activeElement?.closest?.(".composer");

function added({ detail }) {
  if (!ours(detail) || find(detail.post)) return;
  waiting.set(detail.post, detail);
  draw();
  if (atEnd && last && !writing() && !document.hidden) show();
}

async function replaced({ detail }) {
  if (!ours(detail)) return;
  if (waiting.has(detail.post)) waiting.set(detail.post, { ...waiting.get(detail.post), ...detail });
  const old = find(detail.post);
  if (!old) return;
  const node = await fetched({ number: old.dataset.number, ...detail }).catch(() => null);
  if (!node) return;
  const focused = old.contains(document.activeElement);
  old.replaceWith(node);
  if (focused) node.focus({ preventScroll: true });
  announce(node);
}

/** Title, status and the like: parts of the page marked data-refresh are taken from a fresh copy of it. */
async function refreshed({ detail }) {
  if (!ours(detail)) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const old of document.querySelectorAll("[data-refresh]")) {
    const fresh = page.querySelector(`[data-refresh="${old.dataset.refresh}"]`);
    if (fresh) old.replaceWith(fresh);
  }
}

/** Say which post answered without leaving the page; without scripts the link asks first. */
async function accept(event) {
  const link = event.target.closest?.("a[data-accept]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const post = link.closest(".post");
  const said = new FormData();
  if (post.classList.contains("answer")) said.set("not", "1");
  const answer = await send("POST", link.getAttribute("href"), said).catch(() => null);
  if (!answer?.ok) return location.assign(link.href);
  const detail = { thread, post: Number(post.id.slice(5)) };
  await Promise.all([replaced({ detail }), refreshed({ detail })]);
  find(detail.post)?.focus({ preventScroll: true });
}

if (posts) {
  document.addEventListener("tertulia:post.added", added);
  for (const verb of ["edited", "previewed", "removed", "restored"]) {
    document.addEventListener(`tertulia:post.${verb}`, replaced);
  }
  for (const verb of ["accepted", "withdrawn"]) {
    document.addEventListener(`tertulia:answer.${verb}`, replaced);
    document.addEventListener(`tertulia:answer.${verb}`, refreshed);
  }
  for (const verb of ["question.me_too", "question.not_me_too"]) {
    document.addEventListener(`tertulia:${verb}`, refreshed);
  }
  document.addEventListener("click", accept);
  for (const verb of ["retitled", "status_changed", "moved", "removed", "restored"]) {
    document.addEventListener(`tertulia:thread.${verb}`, refreshed);
  }
  // Posts have other places now: the page says so, and moves nothing by itself.
  for (const verb of ["moved", "split", "merged"]) {
    document.addEventListener(`tertulia:thread.${verb}`, ({ detail }) => {
      if (ours(detail)) document.dispatchEvent(new CustomEvent("tertulia:reset"));
    });
  }
  document.addEventListener("tertulia:sent", (event) => {
    if (!last) return; // the composer then goes to where the post stands
    event.preventDefault();
    waiting.delete(event.detail.id);
    place(element(event.detail.html));
    draw();
  });
  line?.addEventListener("click", (event) => event.target.closest("button") && show({ focus: true }));
  if (line) {
    new IntersectionObserver(([entry]) => {
      atEnd = entry.isIntersecting;
      if (atEnd && waiting.size && last && !writing()) show();
    }).observe(line);
  }
}
