// The result list. Every text from the data is set as text, never as markup.
function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// A link of ours keeps the visit (frame.js), another one opens beside it.
function link(className, text, href, outside) {
  const node = element("a", className, text);
  node.href = href;
  node.target = outside ? "_blank" : "_self";
  if (outside) node.rel = "noopener noreferrer";
  return node;
}

function button(className, text, act) {
  const node = element("button", className, text);
  node.type = "button";
  node.onclick = () => act(node);
  return node;
}

function summary(className, text) {
  const box = element("details", className);
  box.append(element("summary", "ll-action", text));
  return box;
}

// "My places": ids and names in this browser's own storage, and nowhere else.
const STORE = "locator-places";
function favourites() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {}; // storage is switched off, or holds what is not ours
  }
}
function keep(city, venue, yes) {
  const all = favourites();
  const own = (all[city] || []).filter((one) => one.id !== venue.id);
  all[city] = yes ? [...own, { id: venue.id, name: venue.name, page: venue.page }] : own;
  try {
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch { /* switched off or full: nothing is kept */ }
}

function star(venue, { labels, city, redraw }) {
  const kept = () => (favourites()[city] || []).some((one) => one.id === venue.id);
  const node = button("ll-action ll-star", "", () => {
    keep(city, venue, !kept());
    show();
    redraw();
  });
  const show = () => {
    node.textContent = kept() ? "★" : "☆";
    node.setAttribute("aria-pressed", String(kept()));
  };
  node.setAttribute("aria-label", labels.favourite);
  show();
  return node;
}

async function share(node, venue, { labels, kept }) {
  // Whoever is sent it reads the light face first.
  const url = new URL(`m/${venue.page}${kept}`, document.baseURI).href;
  if (navigator.share) {
    await navigator.share({ title: venue.name, url }).catch(() => {}); // closed again
    return;
  }
  try {
    await navigator.clipboard.writeText(url);
    node.textContent = labels.copied;
  } catch {
    node.replaceWith(element("span", "ll-address", url)); // no clipboard here: to copy by hand
  }
}

function facts(pairs) {
  const list = element("dl", "ll-facts");
  for (const [label, text] of pairs) list.append(element("dt", "", label), element("dd", "", text));
  return list;
}

function directions(venue, labels) {
  const menu = summary("ll-directions", labels.directions);
  const choices = element("div", "ll-directions-menu");
  choices.append(...venue.directions.map((way) => link("ll-direction", way.name, way.url, true)));
  menu.append(choices, element("p", "ll-directions-note", labels.directions_note));
  return menu;
}

function heading(venue, chosen, { whole, choose }) {
  const head = venue.located && !whole ? button("ll-card-head", undefined, () => choose(venue.id)) : element("div", "ll-card-head");
  if (venue.located && !whole) head.setAttribute("aria-pressed", String(chosen));
  const glyph = element("span", "ll-glyph", venue.glyph);
  glyph.setAttribute("aria-hidden", "true");
  const title = element("span", "ll-card-title");
  if (!whole) title.append(element("span", "ll-card-name", venue.name));
  if (venue.original) {
    const original = element("span", "ll-card-original", venue.original);
    original.lang = "zh-CN";
    title.append(original);
  }
  const kind = venue.translated ? `${venue.kind} · ${venue.translated}` : venue.kind;
  title.append(element("span", "ll-card-kind", kind));
  head.append(glyph, title);
  if (whole) return head;
  const named = element("h3", "ll-card-heading");
  named.append(head);
  return named;
}

function card(venue, chosen, how) {
  const { labels, whole, kept } = how;
  const item = element("li", "ll-card");
  item.id = `ll-venue-${venue.id}`;
  item.dataset.chosen = String(chosen);
  item.style.setProperty("--ll-colour", venue.colour);
  item.append(heading(venue, chosen, how));
  item.append(star(venue, how));

  if (venue.badges.length) {
    const badges = element("div", "ll-badges");
    badges.append(...venue.badges.map((text) => element("span", "ll-badge", text)));
    item.append(badges);
  }
  if (venue.distance) item.append(element("p", "ll-card-distance", venue.distance));
  if (venue.hours) {
    const hours = element("p", "ll-card-hours", venue.hours);
    hours.dataset.state = venue.hours_state;
    item.append(hours);
  }
  const known = whole ? venue.facts : venue.brief;
  if (known.length) item.append(facts(known));

  const actions = element("div", "ll-actions");
  if (venue.directions.length) actions.append(directions(venue, labels));
  if (venue.phone_href) {
    const phone = link("ll-action ll-phone", whole ? venue.phone : labels.call_short, venue.phone_href);
    phone.setAttribute("aria-label", venue.phone);
    actions.append(phone);
  }
  // Hours that are not known refer to the telephone, else to the website: it stands beside them.
  if (venue.website && (whole || !venue.phone_href)) {
    actions.append(link("ll-action", labels.website, venue.website, true));
  }
  if (!whole) {
    actions.append(link("ll-action", labels.details, venue.page + kept));
  }
  actions.append(button("ll-action", labels.share_card, (node) => share(node, venue, how)));
  item.append(actions);

  if (whole) {
    const source = element("details", "ll-card-source");
    source.append(element("summary", "", venue.source), facts(venue.evidence));
    item.append(source);
  } else {
    const source = element("p", "ll-card-source", venue.source + " ");
    source.append(link("ll-wrong", labels.link, venue.wrong + kept));
    item.append(source);
  }
  return item;
}

// Reads the list aloud with the browser's own voice: nothing leaves the device.
function reader(data) {
  return button("ll-action ll-speak", data.labels.speak, (node) => {
    const speaking = speechSynthesis.speaking;
    speechSynthesis.cancel();
    node.textContent = data.labels.speak;
    if (speaking) return;
    const speech = new SpeechSynthesisUtterance(data.speech);
    speech.lang = document.documentElement.lang;
    speech.rate = 0.9;
    speech.onend = () => { node.textContent = data.labels.speak; };
    node.textContent = data.labels.speak_stop;
    speechSynthesis.speak(speech);
  });
}

function myPlaces(data, how) {
  const own = favourites()[data.city] || [];
  const box = element("nav", "ll-my-places");
  box.setAttribute("aria-label", data.labels.favourites);
  box.hidden = !data.favourites || !own.length;
  box.append(element("span", "ll-section-note", data.labels.favourites));
  box.append(...own.map((one) => link("ll-action", one.name, one.page + how.kept)));
  return box;
}

function sectionBox(section, data, how) {
  const box = element(section.folded ? "details" : "section", "ll-section");
  box.dataset.id = section.id;
  if (section.title) {
    const title = element("h2", "ll-section-title", section.title);
    if (section.folded) {
      const line = element("summary", "ll-section-line");
      line.append(title);
      box.append(line);
    } else box.append(title);
  }
  const list = element("ul", "ll-cards");
  list.append(...section.cards.map((venue) => card(venue, (data.chosen || []).includes(venue.id), how)));
  box.append(list);
  if (section.more) box.append(button("ll-action ll-more", section.more, () => how.more(section.id)));
  if (section.folded) {
    box.open = section.cards.length > 0;
    if (!box.open) box.addEventListener("toggle", () => box.open && how.more(section.id), { once: true });
  }
  return box;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".ll-list");
  if (!root) {
    root = element("div", "ll-list");
    parentElement.append(root);
  }
  const how = {
    labels: data.labels,
    kept: data.kept ? `&${data.kept}` : "",
    whole: Boolean(data.whole),
    city: data.city,
    choose: (id) => setTriggerValue("chosen", id),
    more: (id) => setTriggerValue("more", id),
    redraw: () => root.querySelector(".ll-my-places")?.replaceWith(myPlaces(data, how)),
  };
  const children = how.whole ? [] : [myPlaces(data, how)];
  children.push(...data.sections.map((section) => sectionBox(section, data, how)));
  // After what it reads: the first card stands higher.
  if (data.speech && window.speechSynthesis) children.splice(2, 0, reader(data));
  root.replaceChildren(...children);
  // A choice made on the map brings its card into view; one made in the list is in view already.
  const chosen = (data.chosen || []).join(" ");
  if (chosen && chosen !== root.dataset.chosen) {
    const target = document.getElementById(`ll-venue-${data.chosen[0]}`);
    const inView = target && target.getBoundingClientRect();
    if (target && (inView.top < 0 || inView.bottom > window.innerHeight)) {
      target.scrollIntoView({ block: "nearest" });
    }
  }
  root.dataset.chosen = chosen;
}
