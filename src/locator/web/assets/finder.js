// The search box: a combobox whose suggestions come from the server, and "use my location".
// A position goes to the server as a trigger value only: no cookie, no storage, no address.
const DEBOUNCE_MS = 160;

function element(tag, className, attributes = {}) {
  const node = document.createElement(tag);
  node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

function build(parent) {
  const root = element("div", "ll-finder");
  const label = element("label", "ll-finder-label", { for: "ll-finder-input" });
  const row = element("div", "ll-finder-row");
  const field = element("div", "ll-finder-field");
  const input = element("input", "ll-finder-input", {
    id: "ll-finder-input", type: "search", role: "combobox", autocomplete: "off",
    enterkeyhint: "search", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": "ll-finder-list",
  });
  const list = element("ul", "ll-finder-list", { id: "ll-finder-list", role: "listbox" });
  const locate = element("button", "ll-finder-locate", { type: "button" });
  const status = element("p", "ll-finder-status", { role: "status", "aria-live": "polite" });
  field.append(input, list);
  row.append(field, locate);
  root.append(label, row, status);
  parent.append(root);
  return { root, label, input, list, locate, status, active: -1, marked: "", timer: 0, given: null, wanted: null, typing: false };
}

const parts = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let ui = parts.get(parentElement);
  if (!ui || !parentElement.contains(ui.root)) {
    ui = build(parentElement);
    parts.set(parentElement, ui);
  }
  const { input, list, locate, status } = ui;

  const open = (yes) => {
    list.hidden = !yes;
    input.setAttribute("aria-expanded", String(yes));
    if (!yes) {
      ui.active = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };
  const choose = (place) => {
    clearTimeout(ui.timer);
    ui.typing = false;
    input.value = place.name;
    open(false);
    input.blur();
    setTriggerValue("chosen", place);
  };
  const mark = (index) => {
    const options = [...list.children];
    ui.active = (index + options.length) % options.length;
    ui.marked = JSON.stringify(data.suggestions[ui.active]);
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === ui.active)));
    input.setAttribute("aria-activedescendant", options[ui.active].id);
    options[ui.active].scrollIntoView({ block: "nearest" });
  };

  ui.label.textContent = data.label;
  input.placeholder = data.placeholder;
  locate.textContent = data.locate;
  // The server's value wins only when it changed, and never over what a person is typing: the
  // answer to an emptied box comes when the next line is half written.
  if (data.value !== ui.given) {
    ui.given = data.value;
    if (!ui.typing) input.value = data.value;
  }
  status.textContent = data.status;

  list.replaceChildren(
    ...data.suggestions.map((place, i) => {
      const option = element("li", "ll-finder-option", {
        id: `ll-finder-option-${i}`, role: "option", "aria-selected": "false",
      });
      const name = element("span", "ll-finder-name");
      name.textContent = place.name;
      const context = element("span", "ll-finder-context");
      context.textContent = place.context;
      option.append(name, context);
      option.onmousedown = (event) => event.preventDefault();
      option.onclick = () => choose(place);
      return option;
    }),
  );
  // What was marked stays so when an answer comes late.
  const again = data.suggestions.findIndex((place) => JSON.stringify(place) === ui.marked);
  const shown = ui.active >= 0 && again >= 0;
  ui.active = -1;
  open(document.activeElement === input && data.suggestions.length > 0 &&
    (shown || input.value.trim() === data.query));
  if (shown && !list.hidden) mark(again);

  input.oninput = () => {
    clearTimeout(ui.timer);
    ui.active = -1;
    ui.typing = true;
    const text = input.value.trim();
    if (!text) {
      open(false);
      setTriggerValue("cleared", true);
      return;
    }
    ui.timer = setTimeout(() => setTriggerValue("query", text), DEBOUNCE_MS);
  };
  input.onkeydown = (event) => {
    if (event.isComposing) return; // an input method is still composing Chinese
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!list.children.length) return;
      event.preventDefault();
      open(true);
      mark(ui.active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      clearTimeout(ui.timer);
      const text = input.value.trim();
      // Enter takes a suggestion only when one was marked; what was typed is understood first.
      const marked = data.suggestions[ui.active];
      if (marked) choose(marked);
      else if (text) {
        open(false);
        ui.typing = false;
        setTriggerValue("submitted", text);
      }
    } else if (event.key === "Escape") open(false);
  };
  input.onblur = () => {
    open(false);
    if (!input.value) ui.typing = false;
  };
  input.onfocus = () => open(data.suggestions.length > 0 && input.value.trim() === data.query);

  locate.onclick = () => {
    if (!navigator.geolocation || !window.isSecureContext) {
      setTriggerValue("failed", "unavailable");
      return;
    }
    ui.typing = false;
    status.textContent = data.locating;
    locate.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        locate.disabled = false;
        setTriggerValue("located", {
          lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy,
        });
      },
      (error) => {
        locate.disabled = false;
        setTriggerValue("failed", ["", "refused", "unavailable", "timeout"][error.code] || "unavailable");
      },
      { enableHighAccuracy: true, timeout: 12000, maximumAge: 60000 },
    );
  };
  // A line such as "nearest library" asks for the position as the button does.
  if (ui.wanted !== null && data.wanted > ui.wanted) locate.click();
  ui.wanted = data.wanted;
}
