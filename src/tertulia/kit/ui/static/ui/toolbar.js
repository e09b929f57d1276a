// Markdown by buttons over a plain textarea. One tab stop; arrows move along the buttons.

const around = { bold: "**", italic: "_" };
const before = { quote: "> ", list: "- " };

/** Replace the selection as if typed, so that undo knows of it. */
export function type(area, text, select = 0) {
  area.focus();
  if (!document.execCommand?.("insertText", false, text)) {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  if (select) area.setSelectionRange(area.selectionEnd - select, area.selectionEnd);
}

function chosen(area) {
  return area.value.slice(area.selectionStart, area.selectionEnd);
}

function wrap(area, sign) {
  const text = chosen(area);
  type(area, sign + text + sign);
  const end = area.selectionEnd - sign.length;
  area.setSelectionRange(end - text.length, end);
}

function prefix(area, sign) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  area.setSelectionRange(start, area.selectionEnd);
  type(area, chosen(area).split("\n").map((each) => sign + each).join("\n"));
}

function code(area) {
  const text = chosen(area);
  if (text.includes("\n")) type(area, "```\n" + text + "\n```\n");
  else wrap(area, "`");
}

function link(area, words) {
  const text = chosen(area);
  if (/^https?:\/\/\S+$/.test(text)) {
    type(area, `[${words}](${text})`);
    area.setSelectionRange(area.selectionEnd - text.length - words.length - 3, area.selectionEnd - text.length - 3);
  } else {
    type(area, `[${text || words}](https://)`);
    area.setSelectionRange(area.selectionEnd - 9, area.selectionEnd - 1);
  }
}

function act(area, name, words) {
  if (around[name]) wrap(area, around[name]);
  else if (before[name]) prefix(area, before[name]);
  else if (name === "code") code(area);
  else link(area, words);
}

const keys = { b: "bold", i: "italic", k: "link" };

export function furnish(form, area) {
  const bar = form.querySelector("[role=toolbar]");
  const words = form.dataset.link ?? "";
  area.addEventListener("keydown", (event) => {
    const name = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && keys[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    act(area, name, words);
  });
  if (!bar) return;
  const buttons = [...bar.querySelectorAll("button")];
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("[data-markdown]");
    if (button) act(area, button.dataset.markdown, words);
  });
  bar.addEventListener("keydown", (event) => {
    const turn = document.documentElement.dir === "rtl" ? -1 : 1;
    const step = { ArrowRight: turn, ArrowLeft: -turn }[event.key];
    if (!step) return;
    event.preventDefault();
    const index = (buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length;
    buttons.forEach((each, at) => (each.tabIndex = at === index ? 0 : -1));
    buttons[index].focus();
  });
}
