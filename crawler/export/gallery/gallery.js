"use strict";
/* Whatever a forum said reaches the page as text: textContent, value, title; addresses only when they are http. */

const BATCH = 60;
const KINDS = {
  description: "the uploader's own words about the file",
  figcaption: "the markup calls it a caption",
  class: "the markup calls it a caption",
  after: "a marked or credited line right under the picture",
  table: "the cell below the picture",
  before: "a line right above it that points down",
  credit: "a photographer's line only",
  alt: "the alternative text",
  after_unmarked: "a short line in a caption's dress: uncertain",
};
const by = (id) => document.getElementById(id);
const fields = ["q", "board", "kind", "since", "until"].map(by);
const [q, board, kind, since, until] = fields;
const pictures = JSON.parse(by("data").textContent);
const list = by("pictures");
const viewer = by("viewer");
let found = pictures;
let shown = 0;
let current = 0;

const plain = (text) => (text || "").normalize("NFKC").toLowerCase();
for (const picture of pictures) picture.words = plain(`${picture.caption || ""} ${picture.credit || ""}`);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function link(picture) {
  const title = picture.thread_title || "the post";
  if (!/^https?:\/\//.test(picture.post || "")) return element("span", "", title);
  const made = element("a", "", title);
  made.href = picture.post;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function words(picture) {
  const made = element("div", "words");
  made.append(element("p", "caption", picture.caption || "no caption"));
  if (picture.credit) made.append(element("p", "credit", `by ${picture.credit}`));
  if (picture.caption_from) {
    const many = picture.caption_shared_by > 1 ? `, shared by ${picture.caption_shared_by}` : "";
    const label = element("span", picture.caption_from === "after_unmarked" ? "kind uncertain" : "kind", picture.caption_from + many);
    label.title = KINDS[picture.caption_from] || "";
    made.append(label);
  }
  if (picture.licence) made.append(element("p", "licence", picture.licence));
  const from = element("p", "from");
  from.append(link(picture));
  const rest = [picture.floor && `#${picture.floor}`, picture.author, picture.board, picture.date];
  for (const part of rest.filter(Boolean)) from.append(" · ", element("span", "", part));
  made.append(from);
  return made;
}

function card(picture, place) {
  const made = element("li", picture.caption ? "" : "bare");
  const open = element("button", "open");
  open.type = "button";
  open.dataset.place = place;
  const image = element("img");
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = picture.alt || picture.caption || "";
  image.src = picture.thumb;
  open.append(image);
  if (!image.alt) open.setAttribute("aria-label", "Picture without a caption");
  made.append(open, words(picture));
  return made;
}

function showMore() {
  const batch = document.createDocumentFragment();
  const end = Math.min(shown + BATCH, found.length);
  for (; shown < end; shown++) batch.append(card(found[shown], shown));
  list.append(batch);
  if (shown < found.length) {
    watcher.unobserve(by("more"));
    watcher.observe(by("more"));
  }
}

const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && showMore(), { rootMargin: "1500px" });

function fits(terms) {
  const [place, evidence, first, last] = [board.value, kind.value, since.value, until.value];
  return (picture) =>
    (!place || picture.board === place) &&
    (!evidence || (evidence === "captioned" ? picture.caption : evidence === "none" ? !picture.caption : picture.caption_from === evidence)) &&
    (!first || picture.date >= first) &&
    (!last || (picture.date && picture.date <= last)) &&
    terms.every((term) => picture.words.includes(term));
}

function filter() {
  found = pictures.filter(fits(plain(q.value).split(/\s+/).filter(Boolean)));
  shown = 0;
  list.replaceChildren();
  window.scrollTo(0, 0);
  showMore();
  const number = (count) => count.toLocaleString("en");
  by("count").textContent = found.length === pictures.length ? `${number(found.length)} pictures` : `${number(found.length)} of ${number(pictures.length)} pictures`;
  by("nothing").hidden = found.length > 0;
}

function remember() {
  const chosen = fields.filter((field) => field.value).map((field) => [field.id, field.value]);
  history.replaceState(null, "", `#${new URLSearchParams(chosen)}`);
}

function recall() {
  const chosen = new URLSearchParams(location.hash.slice(1));
  for (const field of fields) field.value = chosen.get(field.id) || "";
  filter();
}

function options() {
  const count = (name) => {
    const counts = new Map();
    for (const picture of pictures) if (picture[name]) counts.set(picture[name], (counts.get(picture[name]) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]);
  };
  for (const [select, name] of [[board, "board"], [kind, "caption_from"]]) {
    for (const [value, number] of count(name)) {
      const option = element("option", "", `${value} (${number})`);
      option.value = value;
      select.append(option);
    }
  }
}

function view(place) {
  if (place < 0 || place >= found.length) return;
  current = place;
  while (shown <= place) showMore();
  const picture = found[place];
  const large = by("large");
  large.onerror = () => {
    large.onerror = null;
    large.src = picture.thumb;
  };
  large.src = picture.file;
  large.alt = picture.alt || picture.caption || "";
  by("words").replaceChildren(words(picture));
  by("previous").disabled = place === 0;
  by("next").disabled = place === found.length - 1;
  if (!viewer.open) viewer.showModal();
}

function move(event) {
  const buttons = list.children;
  const place = Number(event.target.dataset.place);
  const columns = getComputedStyle(list).gridTemplateColumns.split(" ").length;
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
  const target = step && buttons[place + step];
  if (!target) return;
  event.preventDefault();
  target.firstElementChild.focus();
}

list.addEventListener("click", (event) => {
  const open = event.target.closest(".open");
  if (open) view(Number(open.dataset.place));
});
list.addEventListener("keydown", (event) => event.target.matches(".open") && move(event));
by("previous").addEventListener("click", () => view(current - 1));
by("next").addEventListener("click", () => view(current + 1));
by("close").addEventListener("click", () => viewer.close());
viewer.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) view(current + step);
});
viewer.addEventListener("close", () => list.children[current]?.firstElementChild.focus());
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !viewer.open && !event.target.matches("input, select")) {
    event.preventDefault();
    q.focus();
  }
});
let waiting;
by("filters").addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => { remember(); filter(); }, 120);
});
by("filters").addEventListener("submit", (event) => event.preventDefault());
by("filters").addEventListener("reset", () => setTimeout(() => { remember(); filter(); }));
window.addEventListener("hashchange", recall);

options();
recall();
