// The deck on the meeting's page. It comes packed: its words are ten times as long unpacked.
import mount from "./slides.js";

const asked = new WeakMap();

const styled = new Promise((done) => {
  const link = document.createElement("link");
  Object.assign(link, {
    rel: "stylesheet", href: new URL("slides.css", import.meta.url).href, onload: done, onerror: done,
  });
  document.head.append(link);
});

const unpacked = (text) => {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).json();
};

export default function ({data: {deck, version}, parentElement}) {
  asked.set(parentElement, version);
  let leave = null, left = false;
  Promise.all([unpacked(deck), styled]).then(([data]) => {
    // A later deck may have been unpacked before.
    if (!left && asked.get(parentElement) === version) leave = mount({data, parentElement});
  });
  return () => { left = true; leave?.(); };
}
