// What Streamlit's page cannot say about itself: its language, its colour scheme.
export default function ({ data }) {
  document.documentElement.lang = data.lang;
  // Streamlit's own link for keyboards speaks English only.
  const skip = document.querySelector('a[href="#stMain"]');
  if (skip && skip.textContent !== data.skip) skip.textContent = data.skip;
  document.documentElement.dataset.locatorSenior = data.senior ? "yes" : "no";
  document.documentElement.dataset.locatorTheme = data.theme;
}
