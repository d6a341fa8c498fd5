// The slides of a meeting over the whole window: all of them are here from the start, so that
// turning a page asks nobody, even when the server is gone. Text is set as text; the drawings are
// our own.
const WIDE = 960, HIGH = 540;
const FORWARD = ["ArrowRight", "ArrowDown", "PageDown", "Enter", " "];
const BACK = ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"];

function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function placed(node, [left, top, width, height]) {
  Object.assign(node.style, {left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`});
  return node;
}

function drawing(svg, box) {
  const holder = placed(element("div", "ll-slide-drawing"), box);
  const draw = (text) => {
    if (!text) return;
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    holder.append(document.importNode(parsed, true));
  };
  if (typeof svg === "string") draw(svg);
  else fetched(svg.file).then(draw);
  return holder;
}

// The site keeps a drawing under its own address: all are fetched when the slides are laid out.
const drawings = (window.llDrawings ??= new Map());

function fetched(name) {
  if (!drawings.has(name)) {
    const root = document.querySelector('script[type="module"][src*="static/js/"]').src;
    const address = new URL(`../../assets/map/${name}.svg`, root);
    const found = fetch(address).then((answer) => (answer.ok ? answer.text() : Promise.reject()));
    // Who could not be asked is asked again when the slide is shown.
    drawings.set(name, found.catch(() => { drawings.delete(name); return ""; }));
  }
  return drawings.get(name);
}

function table(body) {
  const grid = placed(element("table", "ll-slide-table"), body.box);
  grid.style.fontSize = `${body.size}px`;
  grid.style.height = "auto";
  const columns = element("colgroup", "");
  for (const column of body.columns) {
    const one = element("col", "");
    one.style.width = `${column.width}px`;
    columns.append(one);
  }
  grid.append(columns);
  const lines = [body.columns.map((c) => ({text: c.title})), ...body.rows];
  lines.forEach((cells, line) => {
    const row = element("tr", "");
    row.style.height = `${body.heights[line]}px`;
    cells.forEach((cell, place) => {
      const one = element(line ? "td" : "th", cell.status ? `ll-slide-${cell.status}` : "", cell.text);
      if (!line) {
        one.scope = "col";
        one.style.fontSize = `${body.head}px`;
      }
      if (cell.bold) one.style.fontWeight = 700;
      one.style.textAlign = body.columns[place].align;
      row.append(one);
    });
    grid.append(row);
  });
  return [grid];
}

const BODIES = {
  cover: (body) => {
    const box = placed(element("div", "ll-slide-cover"), body.box);
    box.style.fontSize = `${body.size}px`;
    box.append(...body.lines.map((line) => element("p", "", line)));
    return [box];
  },
  grid: table,
  picture: (body) => {
    const panels = placed(element("div", "ll-slide-panels"), body.panels_box);
    panels.style.fontSize = `${body.size}px`;
    for (const panel of body.panels) {
      const one = element("section", `ll-slide-panel ll-slide-${panel.status}`);
      one.append(element("h3", "", panel.heading), element("p", "", panel.text));
      panels.append(one);
    }
    return [drawing(body.svg, body.box), panels];
  },
  graph: (body) => [drawing(body.svg, body.box)],
  points: (body) => {
    const list = placed(element("ul", "ll-slide-points"), body.box);
    list.style.fontSize = `${body.size}px`;
    list.style.setProperty("--after", `${body.after}px`);
    list.append(...body.points.map((point) => element("li", "", point)));
    return [list];
  },
};

function slide(data, one, number) {
  const sheet = element("article", `ll-slide ll-slide-of-${one.body.kind}`);
  sheet.setAttribute("aria-label", `${number + 1} / ${data.slides.length} ${one.title}`);
  const title = placed(element("h2", "ll-slide-title", one.title), one.title_box);
  title.style.fontSize = `${one.title_size}px`;
  sheet.append(title);
  if (one.lead) {
    const lead = placed(element("p", "ll-slide-lead", one.lead), data.boxes.lead);
    lead.style.fontSize = `${one.lead_size}px`;
    sheet.append(lead);
  }
  sheet.append(...BODIES[one.body.kind](one.body));
  sheet.append(placed(element("p", "ll-slide-foot", data.foot), data.boxes.foot));
  if (data.mark) {
    const mark = element("div", "ll-slide-mark", data.mark);
    mark.setAttribute("aria-hidden", "true");
    sheet.append(mark, placed(element("p", "ll-slide-tag", data.mark), data.boxes.tag));
  }
  return sheet;
}

// The address names the slide, so that a reload comes back to it (frame.js makes `history` itself deaf).
function remember(number) {
  if (window.location.protocol === "file:") return; // a file has no address of its own
  const address = new URL(window.location.href);
  if (number) address.searchParams.set("slide", String(number));
  else address.searchParams.delete("slide");
  History.prototype.replaceState.call(window.history, window.history.state, "", address);
}

// A second window for whoever speaks: notes, the next slide and the time since the beginning.
class Presenter {
  constructor(show) {
    this.show = show;
    this.began = Date.now();
    this.window = window.open("", "ll-presenter", "popup,width=1100,height=720");
    if (!this.window) return; // the browser does not allow it: the notes are a key away
    const page = this.window.document;
    page.write("<!doctype html>"); // without it tables would not take the colour of their slide
    page.close();
    page.title = show.data.label;
    page.documentElement.lang = document.documentElement.lang;
    // The rules themselves: they are here when the server is gone, wherever they came from.
    const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
    const style = page.createElement("style");
    style.textContent = rules.map((rule) => rule.cssText).filter((text) => text.includes(".ll-")).join("\n");
    page.head.append(style);
    this.clock = page.createElement("p");
    this.next = page.createElement("div");
    this.notes = page.createElement("div");
    this.clock.className = "ll-presenter-clock";
    this.next.className = "ll-presenter-next";
    this.notes.className = "ll-presenter-notes";
    page.body.className = "ll-presenter";
    page.body.append(this.clock, this.next, this.notes);
    this.window.onkeydown = (event) => show.key(event);
    this.tick = setInterval(() => this.time(), 1000);
    this.turn();
  }

  turn() {
    if (!this.window || this.window.closed) return;
    const page = this.window.document;
    const { sheets, data, now } = this.show;
    const after = sheets[now + 1];
    const label = page.createElement("p");
    label.textContent = after ? data.labels.next : data.labels.last;
    this.next.replaceChildren(label);
    if (after) {
      const small = page.importNode(after, true);
      small.hidden = false;
      small.style.transform = "scale(0.5)";
      this.next.append(small);
    }
    this.notes.replaceChildren(...data.slides[now].notes.map((note) => {
      const line = page.createElement("p");
      line.textContent = note;
      return line;
    }));
    this.time();
  }

  time() {
    const seconds = Math.floor((Date.now() - this.began) / 1000);
    const two = (n) => String(n).padStart(2, "0");
    const clock = new Date().toTimeString().slice(0, 5);
    this.clock.textContent = `${this.show.now + 1} / ${this.show.sheets.length} · ${clock} · ${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  }

  close() {
    clearInterval(this.tick);
    this.window?.close();
  }
}

class Show {
  constructor(data) {
    this.data = data;
    this.root = element("div", "ll-deck");
    this.root.tabIndex = -1;
    this.root.setAttribute("role", "dialog");
    this.root.setAttribute("aria-modal", "true");
    this.root.setAttribute("aria-label", data.label);
    this.stage = element("div", "ll-deck-stage");
    this.sheets = data.slides.map((one, number) => slide(data, one, number));
    this.stage.append(...this.sheets);
    this.notes = element("aside", "ll-deck-notes");
    this.notes.hidden = true;
    this.notes.setAttribute("aria-label", data.labels.notes);
    this.said = element("p", "ll-deck-said");
    this.said.setAttribute("aria-live", "polite");
    this.done = element("span", "ll-deck-done");
    const progress = element("div", "ll-deck-progress");
    progress.append(this.done);
    this.root.append(this.stage, this.notes, this.bar(), progress, this.said);
    this.stage.onclick = (event) => {
      this.turn(this.now + (event.clientX < this.stage.clientWidth / 4 ? -1 : 1));
    };
    this.root.onpointermove = () => this.wake();
    this.onKey = (event) => this.key(event);
    this.onSize = () => this.fit();
    this.onFull = () => { if (!document.fullscreenElement && !this.leaving) this.end(); this.leaving = false; };
    window.addEventListener("keydown", this.onKey, true);
    window.addEventListener("resize", this.onSize);
    document.addEventListener("fullscreenchange", this.onFull);
  }

  bar() {
    const bar = element("div", "ll-deck-bar");
    this.count = element("span", "ll-deck-count");
    const {labels} = this.data;
    this.back = this.button("‹", labels.back, () => this.turn(this.now - 1));
    this.forward = this.button("›", labels.forward, () => this.turn(this.now + 1));
    this.noted = this.button(labels.notes, labels.notes_hint, () => this.toggleNotes());
    const presenter = this.button(labels.presenter, labels.presenter_hint, () => this.present());
    presenter.classList.add("ll-deck-second");
    const full = this.button(labels.full, labels.full_hint, () => this.toggleFull());
    const end = this.button(labels.end, labels.end_hint, () => this.end());
    bar.append(this.back, this.count, this.forward, this.noted, presenter, full, end);
    return bar;
  }

  button(text, label, action) {
    const one = element("button", "ll-deck-button", text);
    one.type = "button";
    one.title = label;
    one.setAttribute("aria-label", label);
    one.onclick = action;
    return one;
  }

  turn(to) {
    this.now = Math.max(0, Math.min(to, this.sheets.length - 1));
    this.sheets.forEach((sheet, number) => { sheet.hidden = number !== this.now; });
    const {slides} = this.data;
    this.count.textContent = `${this.now + 1} / ${slides.length}`;
    this.done.style.width = `${100 * (this.now + 1) / slides.length}%`;
    this.back.disabled = this.now === 0;
    this.forward.disabled = this.now === slides.length - 1;
    this.said.textContent = `${this.now + 1} / ${slides.length} ${slides[this.now].title}`;
    this.notes.replaceChildren(...slides[this.now].notes.map((note) => element("p", "", note)));
    remember(this.now + 1);
    this.presenter?.turn();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pressed = document.activeElement?.closest?.(".ll-deck-button");
    if (pressed && (event.key === "Enter" || event.key === " ")) return;
    const act = {
      Home: () => this.turn(0), End: () => this.turn(this.sheets.length - 1),
      n: () => this.toggleNotes(), p: () => this.present(), f: () => this.toggleFull(), Escape: () => this.end(),
      b: () => this.blank(), ".": () => this.blank(),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (FORWARD.includes(event.key)) this.turn(this.now + 1);
    else if (BACK.includes(event.key)) this.turn(this.now - 1);
    else if (act) act();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  wake() {
    this.root.classList.add("ll-deck-awake");
    clearTimeout(this.asleep);
    this.asleep = setTimeout(() => this.root.classList.remove("ll-deck-awake"), 2500);
  }

  blank() { this.root.classList.toggle("ll-deck-blank"); }

  toggleNotes() {
    this.notes.hidden = !this.notes.hidden;
    this.noted.setAttribute("aria-pressed", String(!this.notes.hidden));
    this.fit();
  }

  present() {
    this.presenter?.close();
    this.presenter = new Presenter(this);
  }

  toggleFull() {
    if (document.fullscreenElement) {
      this.leaving = true;
      document.exitFullscreen();
    } else this.root.requestFullscreen?.().catch(() => {});
  }

  fit() {
    const [width, height] = [this.stage.clientWidth, this.stage.clientHeight];
    const scale = Math.min(width / WIDE, height / HIGH);
    for (const sheet of this.sheets) {
      sheet.style.transform = `translate(${(width - WIDE * scale) / 2}px, ${(height - HIGH * scale) / 2}px) scale(${scale})`;
    }
  }

  end() {
    if (document.fullscreenElement) document.exitFullscreen();
    remember(0);
    this.gone();
  }

  gone() {
    this.presenter?.close();
    clearTimeout(this.asleep);
    window.removeEventListener("keydown", this.onKey, true);
    window.removeEventListener("resize", this.onSize);
    document.removeEventListener("fullscreenchange", this.onFull);
    this.root.remove();
  }
}

// The contact sheet: every slide small, and the button that begins; a slide begins from itself.
function overview(data, begin) {
  const root = element("div", "ll-sheet");
  const start = element("button", "ll-action ll-sheet-start", data.labels.start);
  start.type = "button";
  start.onclick = () => begin(0);
  const list = element("ol", "ll-sheet-list");
  data.slides.forEach((one, number) => {
    const item = element("li", "");
    const open = element("button", "ll-sheet-slide");
    open.type = "button";
    open.setAttribute("aria-label", `${number + 1} ${one.title}`);
    open.onclick = () => begin(number);
    const small = slide(data, one, number);
    small.inert = true;
    open.append(small);
    item.append(open, element("span", "ll-sheet-name", `${number + 1}  ${one.title}`));
    list.append(item);
  });
  const fit = new ResizeObserver(() => {
    for (const open of list.querySelectorAll(".ll-sheet-slide")) {
      open.firstChild.style.transform = `scale(${open.clientWidth / WIDE})`;
    }
  });
  fit.observe(list);
  const head = element("div", "ll-sheet-head");
  head.append(start, element("p", "ll-quiet", data.labels.start_hint));
  root.append(head, list);
  return {root, fit};
}

// With the server gone the page's own dialog, which is not shown here, makes all else inert and
// keeps clicks beside it from whom they are meant for; the deck needs no server.
function awake(own) {
  const press = (event) => {
    // React's root has an onclick too: what it holds beside the deck is none of ours.
    const ours = (node) => node.onclick && node.closest?.(".ll-deck, .ll-sheet");
    const at = event.composedPath().find(ours);
    if (!at || at.disabled) return;
    event.stopPropagation();
    at.onclick(event);
  };
  window.addEventListener("click", press, true);
  const lift = () => {
    for (let node = own; node; node = node.parentNode ?? node.host) if (node.inert) node.inert = false;
  };
  const watch = new MutationObserver(lift);
  watch.observe(document.documentElement, {attributes: true, attributeFilter: ["inert"], subtree: true});
  lift();
  return () => { watch.disconnect(); window.removeEventListener("click", press, true); };
}

const mounted = new WeakMap();

export default function ({ data, parentElement }) {
  const before = mounted.get(parentElement);
  if (before?.version === data.version) return before.leave;
  before?.leave();
  let show;
  const begin = (number) => {
    show?.gone();
    show = new Show(data);
    parentElement.append(show.root);
    show.fit();
    show.turn(number);
    show.wake();
    show.root.focus();
    if (navigator.userActivation?.isActive) show.toggleFull();
  };
  const {root, fit} = overview(data, begin);
  parentElement.append(root);
  const asleep = awake(parentElement);
  const leave = () => { show?.gone(); fit.disconnect(); asleep(); root.remove(); mounted.delete(parentElement); };
  mounted.set(parentElement, {version: data.version, leave});
  const asked = Number(new URLSearchParams(window.location.search).get("slide"));
  if (Number.isInteger(asked) && asked > 0) begin(asked - 1);
  return leave;
}
