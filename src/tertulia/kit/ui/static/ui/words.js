// Certain words of a post: choosing them to reply to, and going to those that a reply speaks of.
const facts = document.querySelector("viewer-facts")?.dataset ?? {};
const button = document.createElement("button");
button.type = "button";
button.className = "button words-button";
button.textContent = facts.wordsLabel ?? "";

/** The words chosen within one paragraph of one post, with their place in its text; else null. */
function chosen() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-paragraph]");
  const paragraph = within(range.startContainer);
  const post = paragraph?.closest(".post[data-number]");
  const exact = String(selection).trim();
  if (!post || !exact || exact.length > 500 || within(range.endContainer) !== paragraph) return null;
  const before = document.createRange();
  before.selectNodeContents(paragraph);
  before.setEnd(range.startContainer, range.startOffset);
  const start = String(before).length;
  return { post, range, exact, start, paragraph: paragraph.dataset.paragraph, number: post.dataset.number };
}

function offer() {
  const words = facts.canWrite && chosen();
  if (!words) return button.remove();
  const body = words.post.querySelector(".post-body");
  if (button.parentElement !== body) body.append(button);
  const frame = body.getBoundingClientRect();
  const box = words.range.getBoundingClientRect();
  const room = Math.max(0, frame.width - button.offsetWidth);
  button.style.insetBlockStart = `${box.bottom - frame.top + 6}px`;
  button.style.left = `${Math.min(Math.max(0, box.left - frame.left), room)}px`;
  return undefined;
}

let timer = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(offer, 150);
});
button.addEventListener("mousedown", (event) => event.preventDefault()); // the words stay chosen
button.addEventListener("click", () => {
  const words = chosen();
  button.remove();
  if (!words) return;
  const { exact, paragraph, start, number } = words;
  getSelection().removeAllRanges();
  document.dispatchEvent(new CustomEvent("tertulia:words", { detail: { exact, paragraph, start, number } }));
});

/** Find `exact` in the text of `root` whatever the white space between its words. */
function find(root, exact) {
  const pattern = exact.trim().split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("\\s+");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    nodes.push([text.length, walker.currentNode]);
    text += walker.currentNode.data;
  }
  const match = new RegExp(pattern).exec(text);
  if (!match) return null;
  const at = (place) => nodes.findLast(([from]) => from <= place);
  const range = document.createRange();
  const [first, last] = [at(match.index), at(match.index + match[0].length - 1)];
  range.setStart(first[1], match.index - first[0]);
  range.setEnd(last[1], match.index + match[0].length - last[0]);
  return range;
}

/** A reply's words lead to their place: on this page without leaving it. */
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-spot]");
  const post = link && document.querySelector(`.post[data-number="${CSS.escape(link.dataset.spot)}"]`);
  if (!post || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const paragraph = link.dataset.paragraph && post.querySelector(`[data-paragraph="${CSS.escape(link.dataset.paragraph)}"]`);
  const exact = link.querySelector("q")?.textContent;
  const range = exact && find(paragraph || post.querySelector(".prose"), exact);
  if (range && globalThis.Highlight) CSS.highlights.set("words", new Highlight(range));
  (paragraph || post).scrollIntoView({ block: "center" });
  post.focus({ preventScroll: true });
});
