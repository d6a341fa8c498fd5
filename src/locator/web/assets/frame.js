// What Streamlit's page cannot say about itself: its language, its title, its colour scheme.
export default function ({ data }) {
  document.documentElement.lang = data.lang;
  document.documentElement.dataset.locatorTheme = data.theme;
  if (data.title) document.title = data.title;
}
