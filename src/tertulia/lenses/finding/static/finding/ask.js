// While one writes a title: what is already known stands beside it. Without scripts one asks for it by a button.

const form = document.getElementById("new");
const known = document.querySelector("[data-known]");
const said = document.querySelector("[data-known-count]");
const PAUSE = 350;
let asked = 0;
let timer = 0;
let before = "";

/** What was ticked stays ticked, also where the list is drawn anew. */
function linked() {
  return new Set([...known.querySelectorAll("input[name=linked]:checked")].map((each) => each.value));
}

async function look() {
  const { title, source } = form.elements;
  const wanted = { title: title.value.trim(), body: source.value.slice(0, 1500) };
  if (wanted.title.length < 4) wanted.title = "";
  const query = String(new URLSearchParams(wanted));
  if (query === before) return;
  before = query;
  const mine = ++asked;
  if (!wanted.title) return show("");
  const answer = await fetch(`/similar?${query}`, { headers: { Accept: "text/html" } }).catch(() => null);
  if (mine === asked && answer?.ok) show(await answer.text());
}

function show(html) {
  if (known.contains(document.activeElement)) return; // nothing moves under one's hands
  const ticked = linked();
  const kept = [...known.querySelectorAll(".known-thread")].filter((each) => each.querySelector("input:checked"));
  known.innerHTML = html;
  for (const each of known.querySelectorAll("input[name=linked]")) each.checked = ticked.delete(each.value);
  const list = known.querySelector("ul");
  for (const each of kept) {
    const value = each.querySelector("input").value;
    if (ticked.has(value) && list) list.append(each);
  }
  const number = known.querySelectorAll(".known-thread").length;
  said.textContent = number ? (number === 1 ? said.dataset.one : said.dataset.other.replace("%s", number)) : "";
  said.hidden = !number;
}

if (form && known) {
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  look();
}
