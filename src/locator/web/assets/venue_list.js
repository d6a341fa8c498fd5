// The result list. Every text from the data is set as text, never as markup.
function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function link(className, text, href, outside) {
  const node = element("a", className, text);
  node.href = href;
  if (outside) {
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
  return node;
}

// A link to a page of ours: here the visit goes on, in a new tab a new one begins.
function inner(className, text, href, go) {
  const node = link(className, text, href, false);
  node.onclick = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go();
  };
  return node;
}

function card(venue, { chosen, labels, whole, choose, details, wrong, kept }) {
  const item = element("li", "ll-card");
  item.id = `ll-venue-${venue.id}`;
  item.dataset.chosen = String(chosen);
  item.style.setProperty("--ll-colour", venue.colour);

  const head = element(venue.located && !whole ? "button" : "div", "ll-card-head");
  if (venue.located && !whole) {
    head.type = "button";
    head.setAttribute("aria-pressed", String(chosen));
    head.onclick = () => choose(venue.id);
  }
  const glyph = element("span", "ll-glyph", venue.glyph);
  glyph.setAttribute("aria-hidden", "true");
  const title = element("span", "ll-card-title");
  if (!whole) title.append(element("span", "ll-card-name", venue.name));
  if (venue.original) {
    const original = element("span", "ll-card-original", venue.original);
    original.lang = "zh-CN";
    title.append(original);
  }
  const kind = element("span", "ll-card-kind", venue.kind);
  title.append(kind);
  head.append(glyph, title);
  item.append(head);

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
  const facts = element("dl", "ll-facts");
  for (const [label, text] of venue.facts) {
    facts.append(element("dt", "", label), element("dd", "", text));
  }
  if (venue.facts.length) item.append(facts);

  const actions = element("div", "ll-actions");
  if (venue.phone_href) actions.append(link("ll-action ll-phone", venue.phone, venue.phone_href, false));
  if (venue.directions.length) {
    const menu = element("details", "ll-directions");
    menu.append(element("summary", "ll-action", labels.directions));
    const choices = element("div", "ll-directions-menu");
    for (const service of venue.directions) {
      choices.append(link("ll-direction", service.name, service.url, true));
    }
    menu.append(choices, element("p", "ll-directions-note", labels.directions_note));
    actions.append(menu);
  }
  if (venue.website) actions.append(link("ll-action", labels.website, venue.website, true));
  if (!whole) actions.append(inner("ll-action", labels.details, venue.page + kept, () => details(venue.id)));
  if (actions.children.length) item.append(actions);
  const source = element("details", "ll-card-source");
  source.open = whole;
  source.append(element("summary", "", venue.source));
  const evidence = element("dl", "ll-facts");
  for (const [label, text] of venue.evidence) {
    evidence.append(element("dt", "", label), element("dd", "", text));
  }
  source.append(evidence);
  if (!whole) source.append(inner("ll-wrong", labels.link, venue.wrong + kept, () => wrong(venue.id)));
  item.append(source);
  return item;
}

// Reads the list aloud with the browser's own voice: nothing leaves the device.
function reader(data) {
  const button = element("button", "ll-action ll-speak", data.labels.speak);
  button.type = "button";
  button.onclick = () => {
    const speaking = speechSynthesis.speaking;
    speechSynthesis.cancel();
    button.textContent = data.labels.speak;
    if (speaking) return;
    const speech = new SpeechSynthesisUtterance(data.speech);
    speech.lang = document.documentElement.lang;
    speech.rate = 0.9;
    speech.onend = () => { button.textContent = data.labels.speak; };
    button.textContent = data.labels.speak_stop;
    speechSynthesis.speak(speech);
  };
  return button;
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
    choose: (id) => setTriggerValue("chosen", id),
    details: (id) => setTriggerValue("details", id),
    wrong: (id) => setTriggerValue("wrong", id),
  };
  const children = [];
  if (data.speech && window.speechSynthesis) children.push(reader(data));
  const unfolded = new Set([...root.querySelectorAll("details.ll-section[open]")].map((box) => box.dataset.id));
  for (const section of data.sections) {
    const box = element(section.id ? "details" : "section", "ll-section");
    box.dataset.id = section.id;
    if (section.title) {
      box.append(element(section.id ? "summary" : "h3", "ll-section-title", section.title));
    }
    if (section.note) box.append(element("p", "ll-section-note", section.note));
    const list = element("ul", "ll-cards");
    list.append(...section.cards.map((venue) => card(venue, { ...how, chosen: venue.id === data.chosen })));
    box.append(list);
    if (section.id) {
      const chosen = section.cards.some((venue) => venue.id === data.chosen);
      box.open = chosen || unfolded.has(section.id) || (section.open && !root.dataset.drawn);
      if (!section.cards.length) {
        box.addEventListener("toggle", () => box.open && setTriggerValue("opened", section.id), { once: true });
      }
    }
    children.push(box);
  }
  root.replaceChildren(...children);
  root.dataset.drawn = "yes";
  // A choice made on the map brings its card into view; one made in the list is in view already.
  if (data.chosen && data.chosen !== root.dataset.chosen) {
    const target = document.getElementById(`ll-venue-${data.chosen}`);
    const inView = target && target.getBoundingClientRect();
    if (target && (inView.top < 0 || inView.bottom > window.innerHeight)) {
      target.scrollIntoView({ block: "nearest" });
    }
  }
  root.dataset.chosen = data.chosen;
}
