"use strict";
// Searches the index that the page has loaded (window.DOUDI). Every word of the query must occur in an entry; when
// nothing has them all, entries are ranked by how many pairs of neighbouring signs they share with the query.
(function () {
  const book = window.DOUDI, box = document.getElementById("q"), count = document.getElementById("count");
  const list = document.getElementById("found"), most = 100;
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  const entries = book.entries.map(([kind, title, beside, text, where, path]) => ({
    kind, title, beside, text, where, path, names: [plain(title), plain(beside)],
    head: plain(title + " " + beside), body: plain(text + " " + where)
  }));
  const first = ["result", "parameter", "benefit", "term", "fact", "reading", "table", "rule", "process", "clause"];
  const rank = (kind) => { const place = first.indexOf(kind); return place < 0 ? first.length : place; };

  const pairs = (text) => {
    const found = new Set();
    for (const word of text.split(/[\s，。、；：“”「」（）]+/)) {
      const signs = Array.from(word);
      for (let i = 0; i + 1 < signs.length; i++) found.add(signs[i] + signs[i + 1]);
    }
    return found;
  };

  const exact = (words) => {
    const found = [];
    for (const entry of entries) {
      let score = 0;
      for (const word of words) {
        if (entry.names.includes(word)) score += 12;
        else if (entry.head.includes(word)) score += entry.head.startsWith(word) ? 6 : 4;
        else if (entry.body.includes(word)) score += 1;
        else { score = 0; break; }
      }
      if (score) found.push([score, entry]);
    }
    return found;
  };

  const near = (query) => {
    const wanted = [...pairs(query)];
    if (!wanted.length) return [];
    const found = [];
    for (const entry of entries) {
      const shared = wanted.filter((pair) => entry.head.includes(pair) || entry.body.includes(pair)).length;
      if (shared * 2 >= wanted.length) found.push([shared, entry]);
    }
    return found;
  };

  const marked = (text, words) => {
    const span = document.createDocumentFragment(), low = plain(text);
    let at = 0;
    while (at < text.length) {
      let next = -1, length = 0;
      if (low.length === text.length) for (const word of words) {
        const place = low.indexOf(word, at);
        if (word && place >= 0 && (next < 0 || place < next)) { next = place; length = word.length; }
      }
      if (next < 0) { span.append(text.slice(at)); break; }
      const mark = document.createElement("mark");
      mark.textContent = text.slice(next, next + length);
      span.append(text.slice(at, next), mark);
      at = next + length;
    }
    return span;
  };

  const item = (entry, words) => {
    const li = document.createElement("li"), link = document.createElement("a");
    const kind = document.createElement("span"), text = document.createElement("p");
    kind.className = "kind";
    kind.textContent = book.kinds[entry.kind];
    link.href = entry.path;
    link.append(marked(entry.title, words));
    li.append(kind, " ", link);
    if (entry.beside) {
      const beside = document.createElement("span");
      beside.className = "beside";
      beside.append(marked(entry.beside, words));
      li.append(" ", beside);
    }
    text.append(marked(entry.text, words));
    if (entry.where) {
      const where = document.createElement("span");
      where.className = "aside";
      where.textContent = entry.where;
      text.append(entry.text ? " · " : "", where);
    }
    li.append(text);
    return li;
  };

  const show = () => {
    const query = plain(box.value).trim(), words = query.split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) { count.textContent = ""; return; }
    let found = exact(words), sentence = book.words.found;
    if (!found.length) { found = near(query); sentence = found.length ? book.words.near : book.words.none; }
    found.sort((a, b) => b[0] - a[0] || rank(a[1].kind) - rank(b[1].kind) || a[1].title.length - b[1].title.length);
    count.textContent = sentence.replace("{count}", found.length);
    for (const [, entry] of found.slice(0, most)) list.append(item(entry, words));
  };

  document.getElementById("without").remove();
  box.value = new URLSearchParams(location.search).get("q") || "";
  box.addEventListener("input", show);
  box.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });
  show();
})();
