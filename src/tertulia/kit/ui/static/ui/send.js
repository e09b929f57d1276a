// One way to send: same origin, with the form token, answers as they are. Keeps no state.

/** The key of this browser as it is now: who signs in again elsewhere gets another one than this page came with. */
export function token() {
  const cookie = document.cookie.split("; ").find((each) => each.startsWith("tertulia_csrf="));
  if (cookie) return decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** For whom the page was made; nothing is done in the name of somebody else who signed in meanwhile. */
const person = /(?:^| )person-(\d+)(?: |$)/.exec(document.body.dataset.channels ?? "")?.[1] ?? "";

/** Send `body` (an object goes as JSON, FormData as it is); resolves to the Response whatever its status. */
export function send(method, address, body, { accept = "application/json", ...more } = {}) {
  const headers = { Accept: accept, "X-CSRFToken": token(), "X-Requested-With": "fetch", ...more.headers };
  if (person) headers["X-Person"] = person;
  const form = body instanceof FormData;
  if (form && body.has("csrfmiddlewaretoken")) body.set("csrfmiddlewaretoken", headers["X-CSRFToken"]);
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  return fetch(address, {
    credentials: "same-origin",
    ...more,
    method,
    headers,
    body: body === undefined || form ? body : JSON.stringify(body),
  });
}

/** Return the first element of a piece of html. */
export function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Choose among data-one, data-few, data-many, data-other by the page's language; %s is the number. */
export function counted(words, number) {
  const form = new Intl.PluralRules(document.documentElement.lang || "en").select(number);
  return (words[form] ?? words.other ?? "%s").replace("%s", number);
}
