// What Streamlit's page cannot say about itself: its language, its colour scheme.
export default function ({ data }) {
  document.documentElement.lang = data.lang;
  // Streamlit writes this one in English only; page.css puts ours in its place.
  document.documentElement.style.setProperty("--ll-upload", JSON.stringify(data.upload));
  // Streamlit's own link for keyboards speaks English only.
  const skip = document.querySelector('a[href="#stMain"]');
  if (skip && skip.textContent !== data.skip) skip.textContent = data.skip;
  document.documentElement.dataset.locatorSenior = data.senior ? "yes" : "no";
  document.documentElement.dataset.locatorTheme = data.theme;
  markOpenPage(data.page, 60);
}

// The open page's link says so to screen readers, and on a phone, where the row of pages slides,
// it does not hide behind the edge. The links may be drawn a few frames after this runs.
function markOpenPage(title, frames) {
  const links = [...document.querySelectorAll(".st-key-pages a")];
  const open = links.find((link) => link.textContent === title);
  for (const link of links) link.removeAttribute("aria-current");
  if (!open) {
    if (frames > 0) requestAnimationFrame(() => markOpenPage(title, frames - 1));
    return;
  }
  open.setAttribute("aria-current", "page");
  // Styles arrive after the links: only then is it known where the edge is.
  setTimeout(() => {
    const row = open.closest(".st-key-pages");
    if (row) row.scrollLeft += Math.max(0, open.getBoundingClientRect().right - row.getBoundingClientRect().right + 48);
  }, 400);
}
