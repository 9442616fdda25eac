/* Small helps. Every page works without them. */
"use strict";

const DRAFT_DAYS = 7;

const kept = (form) =>
  [...form.elements].filter(
    (control) =>
      control.name &&
      !control.closest("[data-private]") &&
      !["hidden", "password", "file", "email", "tel", "submit", "button"].includes(control.type),
  );

/* One that begins with a stroke is the same form on every page that has it. */
const draftKey = ({ dataset: { draft } }) =>
  draft.startsWith("/") ? `draft:${draft}` : `draft:${location.pathname}:${draft}`;

function readDraft(form) {
  try {
    const draft = JSON.parse(localStorage.getItem(draftKey(form)));
    return draft && Date.now() - draft.at < DRAFT_DAYS * 86400000 ? draft.values : null;
  } catch {
    return null;
  }
}

/* What the page was drawn with: what is stored, or asked for. */
function drawnOf(control) {
  if (/radio|checkbox/.test(control.type)) return control.defaultChecked;
  if (!control.options) return control.defaultValue;
  const chosen = [...control.options].find((option) => option.defaultSelected);
  return (chosen ?? control.options[0])?.value ?? "";
}

/* A field that is not drawn now (a line that another step asked for) keeps what it had. */
function saveDraft(form) {
  const drawn = kept(form);
  const names = new Set(drawn.map((control) => control.name));
  const values = (readDraft(form) ?? []).filter(([name]) => !names.has(name));
  for (const control of drawn) {
    const isMark = /radio|checkbox/.test(control.type);
    const mark = isMark ? control.checked : null;
    values.push([control.name, control.value, mark, drawnOf(control)]);
  }
  try {
    localStorage.setItem(draftKey(form), JSON.stringify({ at: Date.now(), values }));
  } catch {
    /* storage is full or forbidden: nothing is lost but the draft */
  }
}

/* Put what was typed back into these fields; answers those that are other than drawn. A field
   that somebody has changed on the server since is left as it is: theirs is newer. */
function putBack(controls, values) {
  const turned = [];
  for (const control of controls) {
    const isMark = /radio|checkbox/.test(control.type);
    const entry = values.find(
      ([name, value]) => name === control.name && (!isMark || value === control.value),
    );
    const drawn = drawnOf(control);
    const typed = isMark ? entry?.[2] : entry?.[1];
    if (!entry || entry[3] !== drawn || typed === drawn) continue;
    if (isMark) control.checked = typed;
    else if (control.value === drawn) control.value = typed;
    else continue;
    turned.push(control);
    control.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return turned;
}

/* Parts of the page that follow the marks are drawn anew, once htmx listens. */
function restoreDraft(form) {
  const values = readDraft(form);
  if (!values || form.querySelector(".error-summary, .is-wrong")) return;
  const back = putBack(kept(form), values);
  const said = document.getElementById("draft-put-back");
  if (back.length && said) form.prepend(said.content.cloneNode(true));
  const turned = back.find((control) => /radio|checkbox/.test(control.type));
  const tell = () => turned.dispatchEvent(new Event("change", { bubbles: true }));
  if (turned && document.readyState === "complete") tell();
  else if (turned) window.addEventListener("load", tell);
}

/* A part that was drawn anew: what was typed there before stands there again. */
function restorePart(part) {
  const form = part.closest?.("form[data-draft]");
  const values = form && readDraft(form);
  if (!values) return;
  putBack(
    kept(form).filter((control) => part.contains(control) && !control.value),
    values,
  );
}

/* A form that was sent and is not on the page that answered was taken: its draft can go. */
function forgetSentDrafts() {
  const sent = sessionStorage.getItem("draft-sent");
  if (!sent) return;
  sessionStorage.removeItem("draft-sent");
  const back = [...document.querySelectorAll("form[data-draft]")].some(
    (form) => draftKey(form) === sent && form.querySelector(".error-summary, .is-wrong"),
  );
  if (!back) localStorage.removeItem(sent);
}

function count(counter) {
  const control = document.getElementById(counter.dataset.counts);
  if (!control) return;
  const left = control.maxLength - control.value.length;
  counter.textContent =
    left < 0
      ? counter.dataset.over.replace("{over}", -left)
      : counter.dataset.left.replace("{left}", left);
}

function enhance(root) {
  root.querySelectorAll("[data-copy], [data-dismiss]").forEach((button) => {
    button.hidden = button.dataset.copy !== undefined && !navigator.clipboard;
  });
  root.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
  root.querySelectorAll("[data-counts]").forEach(count);
  root.querySelectorAll("form[data-draft]").forEach(restoreDraft);
}

document.addEventListener("input", (event) => {
  const counter = document.querySelector(`[data-counts="${CSS.escape(event.target.id)}"]`);
  if (counter) count(counter);
  const form = event.isTrusted && event.target.closest("form[data-draft]");
  if (form) saveDraft(form);
});

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-dismiss], [data-opens], [data-forget], [data-print]");
  if (!button) return;
  if (button.dataset.print !== undefined) window.print();
  else if (button.dataset.forget !== undefined) {
    localStorage.removeItem(draftKey(button.form));
    location.reload();
  } else if (button.dataset.opens) {
    const dialog = document.getElementById(button.dataset.opens);
    if (!dialog?.showModal || dialog.open) return;
    event.preventDefault();
    dialog.showModal();
  } else if (button.dataset.copy) {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.querySelector("span").textContent = button.dataset.copied;
  } else {
    button.closest(".toast").remove();
  }
});

/* Arrival sheets that are kept on this device (static/js/offline.js): gone when they are over, and
   with whoever signs out. */
async function forgetSheets(which) {
  for (const name of (await window.caches?.keys()) ?? []) {
    const [kind, until] = name.split(":");
    if (kind === "arrival" && which(Number(until))) await caches.delete(name);
  }
}
const SIGNED_OUT = "arrival:signed-out"; /* the next page finishes what leaving this one may cut off */
document.addEventListener("submit", (event) => {
  if (!event.target.action.endsWith("/logout/")) return;
  forgetSheets(() => true);
  localStorage.setItem(SIGNED_OUT, "yes");
});
async function forgetAfterSigningOut() {
  if (!localStorage.getItem(SIGNED_OUT)) return;
  await forgetSheets(() => true);
  localStorage.removeItem(SIGNED_OUT);
}

/* Without a signal the browser's own page would take the place of what was typed. */
function keepUntilOnline(form) {
  saveDraft(form);
  const said = document.getElementById("draft-no-signal");
  if (said && !form.querySelector(".draft-no-signal")) form.prepend(said.content.cloneNode(true));
  form.querySelector(".draft-no-signal")?.focus();
}
window.addEventListener("online", () => {
  document.querySelectorAll(".draft-no-signal").forEach((note) => note.remove());
});

/* A second tap on a slow line sends nothing twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.draft && !navigator.onLine) {
    event.preventDefault();
    return keepUntilOnline(form);
  }
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  if (form.dataset.draft) sessionStorage.setItem("draft-sent", draftKey(form));
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending);
});

forgetSentDrafts();
forgetSheets((until) => until < Date.now());
forgetAfterSigningOut();
enhance(document);
document.addEventListener("htmx:load", (event) => {
  if (event.target === document.body) return;
  enhance(event.target);
  restorePart(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending);
  if (event.detail.successful) forgetSentDrafts();
});
