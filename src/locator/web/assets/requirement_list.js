// The plan's requirements with where each one stands: a bar, the figures in words, one to choose.
function element(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

export default function ({ data, parentElement, setTriggerValue }) {
  let root = parentElement.querySelector(".ll-reqs");
  if (!root) {
    root = element("div", "ll-reqs");
    parentElement.append(root);
  }
  const children = [];
  for (const group of data.groups) {
    const box = element("section", "ll-req-group");
    box.append(element("h3", "ll-req-group-title", group.title));
    for (const row of group.rows) {
      const button = element("button", "ll-req");
      button.type = "button";
      button.setAttribute("aria-pressed", String(row.id === data.chosen));
      button.onclick = () => setTriggerValue("chosen", row.id);
      const head = element("span", "ll-req-head");
      head.append(element("span", "ll-req-title", row.title), element("span", "ll-req-figure", row.figure));
      const bar = element("span", "ll-req-bar");
      bar.setAttribute("aria-hidden", "true");
      for (const status of ["met", "gap", "unreported"]) {
        if (!row[status]) continue;
        const part = element("span", `ll-req-part ll-${status}`);
        part.style.flexGrow = row[status];
        bar.append(part);
      }
      button.append(head, bar, element("span", "ll-req-words", row.words));
      box.append(button);
    }
    children.push(box);
  }
  root.replaceChildren(...children);
  // An address may name a requirement far down the list: bring it into the list's own view.
  const chosen = root.querySelector('[aria-pressed="true"]');
  const pane = chosen && root.closest('.st-key-requirements');
  if (pane && root.dataset.chosen !== data.chosen) {
    const [item, view] = [chosen.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (item.top < view.top || item.bottom > view.bottom) pane.scrollTop += item.top - view.top - 48;
  }
  root.dataset.chosen = data.chosen;
}
