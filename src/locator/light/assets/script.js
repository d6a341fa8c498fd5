// "My location", and answers that hold a position. A position travels in the body of a request and
// is kept with this entry of the browser's history alone: never in an address, a cookie or a store.
"use strict";

function form(fields) {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, String(value));
  return body;
}

async function show(address, fields, step) {
  const answer = await fetch(address, { method: "POST", body: form(fields) });
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (step) history[step]({ fields }, "", address);
  document.title = page.title;
  document.documentElement.className = page.documentElement.className;
  document.body.replaceChildren(...page.body.children);
  begin();
  if (step) {
    scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  }
}

function send(event) {
  const target = event.target;
  if (target.method !== "post" || target.classList.contains("form")) return;
  event.preventDefault();
  const fields = [...new FormData(target, event.submitter)];
  const address = event.submitter?.getAttribute("formaction") || target.getAttribute("action");
  show(new URL(address || location.href, location.href).href, fields, "pushState").catch(() => target.submit());
}

function locate(button, step) {
  const status = document.getElementById("located");
  const failed = (reason) => { status.textContent = button.dataset[reason]; };
  if (!navigator.geolocation || !isSecureContext) return failed("unavailable");
  status.textContent = button.dataset.busy;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const address = new URL(button.form.action);
      address.searchParams.delete("near");
      address.searchParams.delete("here");
      show(address.href, [["lon", coords.longitude], ["lat", coords.latitude]], step);
    },
    ({ code }) => failed({ 1: "refused", 2: "unavailable", 3: "timeout" }[code]),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

// "My places" of both faces: ids and names in this browser's own storage, and nowhere else.
const STORE = "locator-places";
function kept() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {}; // storage is switched off, or holds what is not ours
  }
}

function star(button) {
  const { star: id, name, page } = button.dataset;
  const { city } = document.body.dataset;
  const mine = () => (kept()[city] || []).some((one) => one.id === id);
  const draw = () => {
    button.textContent = mine() ? "★" : "☆";
    button.setAttribute("aria-pressed", String(mine()));
  };
  button.addEventListener("click", () => {
    const all = kept();
    const others = (all[city] || []).filter((one) => one.id !== id);
    all[city] = mine() ? others : [...others, { id, name, page }];
    try {
      localStorage.setItem(STORE, JSON.stringify(all));
    } catch { /* switched off or full: nothing is kept */ }
    draw();
    listPlaces();
  });
  draw();
}

function listPlaces() {
  const box = document.getElementById("places");
  if (!box) return;
  const [path, query] = box.dataset.way.split("?");
  const links = (kept()[document.body.dataset.city] || []).map((one) => {
    const link = document.createElement("a");
    link.className = "button";
    link.href = path + one.page + (query ? `&${query}` : "");
    link.textContent = one.name;
    return link;
  });
  box.replaceChildren(box.firstElementChild, ...links);
  box.hidden = !links.length;
}

async function share({ target }) {
  const { share: href, name, copied } = target.dataset;
  const { href: url } = new URL(href, location.href);
  if (navigator.share) {
    await navigator.share({ title: name, url }).catch(() => {}); // closed again
    return;
  }
  try {
    await navigator.clipboard.writeText(url);
    target.textContent = copied;
  } catch {
    target.replaceWith(url); // no clipboard here: to copy by hand
  }
}

function begin() {
  for (const one of document.querySelectorAll("[data-share]")) one.addEventListener("click", share);
  for (const one of document.querySelectorAll("[data-star]")) star(one);
  for (const one of document.querySelectorAll("[data-share], [data-star]")) one.hidden = false;
  listPlaces();
  const button = document.getElementById("locate");
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", () => locate(button, "pushState"));
  if ("now" in button.dataset) locate(button, "replaceState");
}

addEventListener("submit", send);
addEventListener("popstate", ({ state }) => {
  if (state?.fields) show(location.href, state.fields, "");
  else location.reload();
});
begin();
// Back from another page: the entry knows where its list began.
if (history.state?.fields) show(location.href, history.state.fields, "");
