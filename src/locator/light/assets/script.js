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

function begin() {
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
