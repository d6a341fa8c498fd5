// What Streamlit's page cannot say or do about itself: its language and colour scheme, the names of
// its frames, and one way from page to page that keeps the visit, its address and its scroll.
// How long a view that never gets so long again is waited for, and how many pictures one that did has
// to stand still: its lists and maps draw themselves after its last line.
const PATIENCE_MS = 20000;
const STILL = 30;
const main = () => document.querySelector('[data-testid="stMain"]');

const way = {
  scrolls: new Map(), // address of a view → how far it was scrolled
  wanted: null, // how far the view that is coming was scrolled, while it is coming
  onward: false, // a link leads to its top, whatever was seen of it before
  pages: new Set(),
  went: 0,
  asked: 0,
  left: null, // the arrival that stands on the screen, while another one is coming
};

// The same view whatever the order of its parameters.
function view(href) {
  const url = new URL(href, document.baseURI);
  url.searchParams.sort();
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

// A run says its parameters behind whatever path the browser is at, and one of the page before that
// page's path. Neither is heard: not the one while a view is coming, the other never.
const write = {};
function guard() {
  for (const kind of ["pushState", "replaceState"]) {
    write[kind] = history[kind].bind(history);
    history[kind] = (state, title, href) => {
      const here = new URL(href, document.baseURI).pathname === location.pathname;
      if (here && way.left === null) write[kind](state, title, href);
    };
  }
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
    const foot = footer();
    if (location.hash && foot && view(foot.dataset.view) === view(location.href)) return; // a place on it
    way.wanted = way.onward ? 0 : way.scrolls.get(view(location.href)) ?? 0;
    way.onward = false;
    way.left = foot?.dataset.arrival ?? "";
    land(performance.now());
    settle(way.wanted, performance.now());
  });
  document.addEventListener("scroll", (event) => {
    if (event.target === main() && !coming()) remember();
  }, { capture: true, passive: true });
  // Whoever scrolls by hand is not taken elsewhere.
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(kind, () => { way.wanted = null; }, { capture: true, passive: true });
  }
  document.addEventListener("mousedown", (event) => {
    if (event.target === main()) way.wanted = null; // its scroll bar
  }, { capture: true, passive: true });
  new MutationObserver(nameParts).observe(document.body, { childList: true, subtree: true });
}

// Whether a run of the page is under way.
const coming = () => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState !== "notRunning";

const footer = () => document.querySelector(".ll-footer");

// The view that is drawn says in its last line which arrival it answers. Until then what stands on the
// screen is the view before, in part or whole.
function drawn() {
  const foot = footer();
  return !coming() && foot !== null && foot.dataset.arrival !== way.left;
}

// The view that came says its address too, which is the one that counts.
function land(since) {
  if (way.left === null) return;
  if (!drawn() && performance.now() - since < PATIENCE_MS) {
    requestAnimationFrame(() => land(since));
    return;
  }
  way.left = null;
  const foot = footer();
  if (foot && !coming() && view(foot.dataset.view) !== view(location.href)) {
    write.replaceState({}, "", foot.dataset.view);
  }
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

// Streamlit draws its maps' frames without a name, and its own link for keyboards in English only,
// at any time; the first HTML shows that link only with a language.
const names = { map: "", skip: "" };
function nameParts() {
  for (const frame of document.querySelectorAll('iframe[src*="streamlit_folium"]')) {
    if (frame.title !== names.map) frame.title = names.map;
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
  // Streamlit writes this one in English only; page.css puts ours in its place.
  document.documentElement.style.setProperty("--ll-upload", JSON.stringify(data.upload));
  document.documentElement.dataset.locatorSenior = data.senior ? "yes" : "no";
  document.documentElement.dataset.locatorTheme = data.theme;
  Object.assign(names, { map: data.map, skip: data.skip });
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
