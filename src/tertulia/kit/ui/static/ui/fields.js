// What a form holds beside its words: fields that differ from what the page came with, by name.
// A box or a choice that is ticked goes under `name=value`.

const NEVER = new Set(["csrfmiddlewaretoken", "draft", "draft_seq", "draft_window", "source", "title", "file", "linked"]);
const HIDDEN = new Set(["revision", "reply_to", "anchor_exact", "anchor_paragraph", "anchor_start", "anchor_number"]);

function* fieldsOf(form) {
  for (const each of form.elements) {
    if (!each.name || NEVER.has(each.name) || each.matches("button, fieldset, output, [type=password]")) continue;
    if (each.type !== "hidden" || HIDDEN.has(each.name)) yield each;
  }
}

const ticked = (field) => field.type === "checkbox" || field.type === "radio";
const usual = (field) =>
  field instanceof HTMLSelectElement
    ? ([...field.options].find((each) => each.defaultSelected) ?? field.options[0])?.value
    : field.defaultValue;

// Of a hidden field the value is its default as well: what the page came with is noted when the script begins.
const cameWith = new WeakMap();
export function note(form) {
  for (const field of fieldsOf(form)) if (field.type === "hidden") cameWith.set(field, field.value);
}

export function read(form) {
  const found = {};
  for (const field of fieldsOf(form)) {
    if (ticked(field)) {
      if (field.checked !== field.defaultChecked) found[`${field.name}=${field.value}`] = field.checked ? "1" : "0";
    } else if (field.name === "revision") found.revision = field.value;
    else if (field.value !== (cameWith.get(field) ?? usual(field))) found[field.name] = field.value;
  }
  return found;
}

/** Show `given`; what it does not name is as the page came with it. Which revision one began with stays. */
export function write(form, given) {
  for (const field of fieldsOf(form)) {
    if (field.name === "revision") continue;
    const name = ticked(field) ? `${field.name}=${field.value}` : field.name;
    const value = given[name];
    if (ticked(field)) field.checked = value === undefined ? field.defaultChecked : value === "1";
    else field.value = value ?? cameWith.get(field) ?? usual(field) ?? "";
    if (value) field.closest("details")?.setAttribute("open", "");
  }
}
