// What Streamlit's page cannot say or do about itself: its language and colour scheme, the names of
// its frames, and one way from page to page that keeps the visit, its address and its scroll.
const main = () => document.querySelector('[data-testid="stMain"]');

const way = {
  scrolls: new Map(), // address of a view → how far it was scrolled
  href: location.href, // the view that is on the screen
  wanted: null, // how far the view that is coming was scrolled
  pages: new Set(),
  went: 0,
};

// A page of ours is shown without a reload: Streamlit answers the browser's own way back and forth,
// so going on is told in the same words.
function go(href, back = false) {
  if (href === location.href) return;
  const kept = back ? way.scrolls.get(href) : 0;
  history.pushState({}, "", href);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  way.wanted = kept || 0;
}

function ours(link) {
  const base = new URL("./", document.baseURI).pathname;
  return link.origin === location.origin && link.pathname.startsWith(base) &&
    way.pages.has(link.pathname.slice(base.length));
}

function listen() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[target="_self"]');
    if (!link || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || !ours(link)) return;
    event.preventDefault();
    go(link.href, link.classList.contains("ll-back"));
  });
  window.addEventListener("popstate", () => {
    way.wanted = way.scrolls.get(location.href) ?? null;
  });
  document.addEventListener("scroll", (event) => {
    if (event.target === main() && way.wanted === null) way.scrolls.set(location.href, main().scrollTop);
  }, { capture: true, passive: true });
  // Whoever scrolls by hand is not taken elsewhere.
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(kind, () => { way.wanted = null; }, { capture: true, passive: true });
  }
  new MutationObserver(nameFrames).observe(document.body, { childList: true, subtree: true });
}

// As soon as the view that came is as long as it was, it is where it was.
function settle(frames) {
  const box = main();
  if (way.wanted === null || !box) return;
  box.scrollTop = way.wanted;
  const there = Math.abs(box.scrollTop - way.wanted) < 2 && document.querySelector(".ll-footer");
  if (there && frames < 570) way.wanted = null;
  else if (frames > 0) requestAnimationFrame(() => settle(frames - 1));
  else way.wanted = null;
}

let mapName = "";
function nameFrames() {
  for (const frame of document.querySelectorAll('iframe[src*="streamlit_folium"]')) {
    if (frame.title !== mapName) frame.title = mapName;
  }
}

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  // Streamlit writes this one in English only; page.css puts ours in its place.
  document.documentElement.style.setProperty("--ll-upload", JSON.stringify(data.upload));
  // Streamlit's own link for keyboards speaks English only.
  const skip = document.querySelector('a[href="#stMain"]');
  if (skip && skip.textContent !== data.skip) skip.textContent = data.skip;
  document.documentElement.dataset.locatorSenior = data.senior ? "yes" : "no";
  document.documentElement.dataset.locatorTheme = data.theme;
  mapName = data.map;
  nameFrames();
  way.pages = new Set(["", ...data.pages]);
  if (!window.locatorListens) {
    window.locatorListens = true;
    listen();
  }
  const [number, href] = data.go;
  if (number > way.went) {
    way.went = number;
    go(new URL(href, document.baseURI).href);
  }
  settle(600);
}
