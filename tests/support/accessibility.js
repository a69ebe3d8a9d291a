// What an accessibility checker reports as serious: names, headers, order of headings, contrast, languages, duplicate ids.
(() => {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const where = (element) => element.outerHTML.slice(0, 120);
  const name = (element) => {
    const byId = (element.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean)
      .map((id) => document.getElementById(id)?.textContent || "").join(" ");
    return (byId || element.getAttribute("aria-label") || element.textContent || "").trim();
  };
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title.trim()) wrong.push("no title");
  for (const landmark of ["main", "header", "nav"]) if (all(landmark).length !== 1) wrong.push(`not one ${landmark}`);
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids)) if (ids.filter((other) => other === id).length > 1) wrong.push(`id ${id} twice`);
  let level = 0;
  if (all("h1").length !== 1) wrong.push("not one h1");
  for (const heading of all("h1,h2,h3,h4")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) wrong.push(`heading skips a level: ${where(heading)}`);
    level = own;
  }
  for (const link of all("a,button,summary")) if (!name(link)) wrong.push(`no name: ${where(link)}`);
  for (const control of all("input,select,textarea")) {
    if (!control.labels?.length || !name(control.labels[0])) wrong.push(`no label: ${where(control)}`);
  }
  for (const picture of all("svg")) {
    const [title, description] = [picture.querySelector("title"), picture.querySelector("desc")];
    const named = picture.getAttribute("role") === "img" && name(picture).length > 20;
    if (!named || !title?.textContent || !description?.textContent) wrong.push(`picture without words: ${where(picture)}`);
  }
  for (const picture of all("img")) if (!picture.alt) wrong.push(`no alt: ${where(picture)}`);
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) wrong.push(`no caption: ${where(table)}`);
    for (const header of table.querySelectorAll("th")) {
      if (!["col", "row"].includes(header.scope) || !header.textContent.trim()) wrong.push(`header: ${where(header)}`);
    }
    const width = (row) => [...row.cells].reduce((sum, cell) => sum + cell.colSpan, 0);
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      if (width(row) !== width(table.tHead.rows[0])) wrong.push(`cells: ${where(row)}`);
    }
  }
  // What scrolls must be reachable with the keyboard and have a name.
  for (const element of all("body *")) {
    const style = getComputedStyle(element);
    const scrolls = /auto|scroll/.test(style.overflowX + style.overflowY) &&
      (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
    if (scrolls && element.tabIndex < 0) wrong.push(`scrolls, cannot be focused: ${where(element)}`);
  }
  for (const region of all("[role=region],section")) if (!name(region)) wrong.push(`region without a name: ${where(region)}`);
  // Contrast of every text with what lies behind it, 4.5 to 1 (3 to 1 from 24 pixels).
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || element.closest("script,style,noscript,title,desc")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const ink = channels(element.closest("svg") ? style.fill : style.color);
    const [a, b] = [luminance(ink), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) wrong.push(`contrast ${ratio.toFixed(2)}: ${where(element)}`);
  }
  if (seen.size < 100) wrong.push("no text was looked at");
  return wrong;
})()
