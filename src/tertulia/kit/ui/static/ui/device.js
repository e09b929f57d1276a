// What this browser keeps of words that the server has not confirmed: one entry a draft and window, so that two
// windows never write over one another. A window that lives holds a lock of its name; what a dead one left is taken over.

export const WINDOW = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

const person = /(?:^| )person-(\d+)(?: |$)/.exec(document.body.dataset.channels ?? "")?.[1] ?? "";
const lockOf = (name) => `tertulia-window:${name}`;
const prefixOf = (draft) => `tertulia-draft:${person}:${draft}:`;

navigator.locks?.request(lockOf(WINDOW), () => new Promise(() => {}));

function parsed(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function keys() {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}

/** Keep `words` of this window; false where the browser keeps nothing, or is full. */
export function keep(draft, words) {
  try {
    localStorage.setItem(prefixOf(draft) + WINDOW, JSON.stringify(words));
    return true;
  } catch {
    return false;
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}

export const forget = (draft) => remove(prefixOf(draft) + WINDOW);

/** Hand each text that a closed window left to `take`, now or when its window closes; then it is this window's. */
export function inherit(draft, take) {
  const prefix = prefixOf(draft);
  for (const key of keys().filter((each) => each.startsWith(prefix))) {
    const name = key.slice(prefix.length);
    const handOver = () => {
      const words = parsed(key);
      if (words) take(words);
      remove(key);
    };
    if (name === WINDOW) continue;
    if (navigator.locks) navigator.locks.request(lockOf(name), handOver);
    else handOver();
  }
}
