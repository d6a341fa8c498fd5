// A button that prints the page; and the page's record for search engines, as data in the head.
export default function ({ data, parentElement }) {
  let button = parentElement.querySelector(".ll-action");
  if (!button) {
    button = document.createElement("button");
    button.type = "button";
    button.className = "ll-action";
    button.onclick = () => window.print();
    parentElement.append(button);
  }
  button.textContent = data.label;
  let record = document.querySelector('script[type="application/ld+json"]');
  if (!record) {
    record = document.createElement("script");
    record.type = "application/ld+json";
    document.head.append(record);
  }
  record.textContent = JSON.stringify(data.record);
  return () => record.remove();
}
