// What Streamlit's page cannot say or do about itself: its language and colour scheme, the names of
// its frames, and one way from page to page that keeps the visit, its address and its scroll.
// How long a view that never gets so long again is waited for, and how many pictures one that did has
// to stand still: its lists and maps draw themselves after its last line.
const PATIENCE_MS = 20000;
const STILL = 30;
// An arrival that no run answers for so long is told again: one that waits in Streamlit's queue is
// forgotten there as soon as another control is answered with it.
const ASK_AGAIN_MS = 3000;
// How many pictures after a view stands its controls have surely taken over what the run gave them:
// they do so in two steps of their own, and are asked for what they hold until then.
const TAKEN_OVER = 12;
// How long after a tap or a key its run has surely begun to be told here.
const TAPPED_MS = 400;
const main = () => document.querySelector('[data-testid="stMain"]');

const way = {
  scrolls: new Map(), // address of a view → how far it was scrolled
  wanted: null, // how far the view that is coming was scrolled, while it is coming
  onward: false, // a link leads to its top, whatever was seen of it before
  pages: new Set(),
  went: 0,
  asked: 0,
  left: null, // the arrival that stands on the screen, while another one is coming
  going: "", // the address of that one
  told: 0, // how often the browser's way back and forth was told
  said: false, // whether the address of a view was written yet
  at: null, // the view of the last address that was written, or gone to
  holds: false, // whether maps are not heard
  tapped: -Infinity, // when a control was last touched
  held: new Map(), // frame of a map → the last thing it said meanwhile
};

// The same view whatever the order of its parameters, and whichever slide of it stands open, which the
// browser alone knows.
function view(href) {
  const url = new URL(href, document.baseURI);
  url.searchParams.sort();
  url.searchParams.delete("slide");
  return url.pathname + url.search;
}

function remember() {
  if (way.wanted === null && main()) way.scrolls.set(view(location.href), main().scrollTop);
}

// A page of ours is shown without a reload: Streamlit answers the browser's own way back and forth,
// so going on is told in the same words.
function go(href, back = false) {
  if (href === location.href) return;
  remember();
  way.onward = !back;
  write.pushState({}, "", href);
  arrive();
}

const arrive = () => dispatchEvent(new PopStateEvent("popstate", { state: {} }));

function ours(link) {
  const base = new URL("./", document.baseURI).pathname;
  return link.origin === location.origin && link.pathname.startsWith(base) &&
    way.pages.has(link.pathname.slice(base.length));
}

// What Streamlit writes of the address is not heard: it is the parameters of some run, behind the path
// of whatever page the browser is at by then. The view that is drawn says its own (`mark`).
const write = {};
function guard() {
  for (const kind of ["pushState", "replaceState"]) {
    write[kind] = history[kind].bind(history);
    history[kind] = () => {};
  }
}

// Maps answer when they please, and Streamlit sends every control's value along: those of the view that
// was just left would undo the one that is coming, and take its arrival's place in the queue. What comes
// behind a tap ends the run that answers it, and the tap is lost. So what a frame says meanwhile waits
// until the page rests and its controls are its own.
const busy = () => way.left !== null || coming() || performance.now() - way.tapped < TAPPED_MS;

function hold(event) {
  if (event.data?.type !== "streamlit:setComponentValue") return;
  if (!way.holds && busy()) {
    way.holds = true;
    release();
  }
  if (!way.holds) return;
  event.stopImmediatePropagation();
  way.held.set(event.source, event.data);
}

function release(pictures = 0) {
  const rests = !busy();
  if (!rests || pictures < TAKEN_OVER) {
    requestAnimationFrame(() => release(rests ? pictures + 1 : 0));
    return;
  }
  way.holds = false;
  const held = [...way.held];
  way.held.clear();
  for (const [source, data] of held) dispatchEvent(new MessageEvent("message", { data, source }));
}

// A change of what is shown is a step that the way back undoes; the view of an arrival is none.
function say() {
  const seen = mark()?.dataset.view;
  if (!seen || way.left !== null || coming()) return;
  way.at ??= view(location.href);
  if (way.at !== view(location.href)) return; // the browser goes back, and has not said so yet
  const own = view(seen);
  if (!own.startsWith(location.pathname + "?") && own !== location.pathname) return; // of another page
  if (own !== view(location.href)) {
    const slide = new URLSearchParams(location.search).get("slide");
    const href = new URL(own, location.href);
    if (slide) href.searchParams.set("slide", slide);
    write[way.said ? "pushState" : "replaceState"]({}, "", href);
  }
  way.said = true;
  way.at = view(location.href);
}

function listen() {
  document.addEventListener("click", (event) => {
    // Streamlit takes the target of a link away that it is given as HTML.
    const link = event.target.closest?.('a:not([target="_blank"], [href^="#"])');
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !ours(link)) return;
    event.preventDefault();
    go(link.href, link.classList.contains("ll-back"));
  });
  window.addEventListener("popstate", () => {
    if (way.left !== null && way.going === view(location.href)) return; // asked again
    const seen = mark()?.dataset;
    if (location.hash && seen && view(seen.view) === view(location.href)) return; // a place on it
    way.wanted = way.onward ? 0 : way.scrolls.get(view(location.href)) ?? 0;
    way.onward = false;
    way.left = seen?.arrival ?? "";
    way.at = way.going = view(location.href);
    way.holds = true;
    way.told += 1;
    land(performance.now(), way.told);
    settle(way.wanted, performance.now());
  });
  window.locatorHears = hold; // before Streamlit does: the first HTML listens
  document.addEventListener("scroll", (event) => {
    if (event.target === main() && !coming()) remember();
  }, { capture: true, passive: true });
  for (const kind of ["click", "keydown"]) {
    document.addEventListener(kind, () => { way.tapped = performance.now(); }, { capture: true, passive: true });
  }
  // Whoever scrolls by hand is not taken elsewhere.
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(kind, () => { way.wanted = null; }, { capture: true, passive: true });
  }
  document.addEventListener("mousedown", (event) => {
    if (event.target === main()) way.wanted = null; // its scroll bar
  }, { capture: true, passive: true });
  const follow = () => { nameParts(); say(); };
  const attributeFilter = ["data-test-script-state", "data-number"];
  new MutationObserver(follow).observe(document.body, { childList: true, subtree: true, attributeFilter });
  say(); // this script may come after the first view
}

// Whether a run of the page is under way.
const coming = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";

// What a view says of itself; a part that runs by itself says it anew, so the latest one counts.
function mark() {
  const number = (one) => Number(one.dataset.number);
  const later = (one, other) => (one && number(one) > number(other) ? one : other);
  return [...document.querySelectorAll(".ll-view")].reduce(later, null);
}

// The view that is drawn says which arrival it answers. Until then what stands on the screen is the view
// before, in part or whole, or one that was asked for in between.
const answered = () => mark() !== null && mark().dataset.arrival !== way.left;
const drawn = () => !coming() && answered() && view(mark().dataset.arrived) === way.going;

// The view that came says its address too, which is the one that counts.
function land(since, told, idle = since) {
  if (way.left === null || told !== way.told) return;
  const now = performance.now();
  if (!drawn() && !(answered() && now - since > PATIENCE_MS)) {
    const again = now - idle > ASK_AGAIN_MS;
    if (again) arrive();
    requestAnimationFrame(() => land(since, told, again || coming() ? now : idle));
    return;
  }
  way.left = null;
  way.said = false;
  say();
  release();
}

// As soon as the view that came is as long as it was, it is where it was. The browser would keep what
// it shows of a half drawn view in its place, such as the last line, which cards push far down.
function settle(wanted, since, still = 0, length = 0) {
  const box = main();
  const held = way.wanted === wanted && performance.now() - since < PATIENCE_MS;
  if (box) box.style.overflowAnchor = held && still < STILL ? "none" : "";
  if (way.wanted !== wanted) return; // somebody scrolled, or went on
  if (!held || still >= STILL) {
    way.wanted = null;
    return;
  }
  if (box && (coming() || drawn())) box.scrollTop = wanted;
  const there = box && drawn() && Math.abs(box.scrollTop - wanted) < 2 && box.scrollHeight === length;
  requestAnimationFrame(() => settle(wanted, since, there ? still + 1 : 0, box?.scrollHeight));
}

// Streamlit draws its maps' frames without a name, and names its own link for keyboards and its buttons
// that copy in English only, at any time; the first HTML shows that link only with a language.
const names = { map: "", skip: "", copy: "" };
function nameParts() {
  for (const frame of document.querySelectorAll('iframe[src*="streamlit_folium"]')) {
    if (frame.title !== names.map) frame.title = names.map;
  }
  for (const copy of document.querySelectorAll('[data-testid="stCode"] button')) {
    if (copy.ariaLabel !== names.copy) copy.ariaLabel = names.copy;
  }
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  if (skip && skip.textContent !== names.skip) {
    skip.textContent = names.skip;
    skip.lang = document.documentElement.lang;
  }
}

// The line that offered the light face while scripts were loading stays on a slow line alone.
function settleOpening() {
  const line = document.getElementById("ll-opening");
  if (!line) return;
  const { saveData, effectiveType } = navigator.connection ?? {};
  if (!saveData && !/^(slow-2g|2g|3g)$/.test(effectiveType)) {
    line.remove();
    return;
  }
  line.querySelector("span")?.remove();
  const link = line.querySelector("a");
  link.onclick = () => { link.href = document.querySelector(".ll-light")?.href ?? link.href; };
}

export default function ({ data }) {
  settleOpening();
  document.documentElement.lang = data.lang;
  // Streamlit has these in English only or without words; page.css puts ours in their place.
  for (const name of ["upload", "copy"]) {
    document.documentElement.style.setProperty(`--ll-${name}`, JSON.stringify(data[name]));
  }
  document.documentElement.dataset.locatorSenior = data.senior ? "yes" : "no";
  document.documentElement.dataset.locatorTheme = data.theme;
  Object.assign(names, { map: data.map, skip: data.skip, copy: data.copy });
  nameParts();
  way.pages = new Set(["", ...data.pages]);
  if (!window.locatorListens) {
    window.locatorListens = true;
    guard();
    listen();
  }
  // A run of the page before came in the way of the one that was asked for.
  if (data.again > way.asked) {
    way.asked = data.again;
    arrive();
  }
  const [number, href] = data.go;
  if (number > way.went) {
    way.went = number;
    go(new URL(href, document.baseURI).href);
  }
}
