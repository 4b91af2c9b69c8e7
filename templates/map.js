"use strict";
// Makes the plain page live: filters, order, arrow keys in the heat map, a story beside its question.
// Everything is read from the tables that stand on the page anyway; nothing is fetched or stored, and
// text is only ever moved as nodes or set as textContent.
(() => {
  const id = name => document.getElementById(name);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const make = (tag, className, text) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  };
  const sheet = id("sheet-table"), grid = id("grid"), panel = id("panel"), tools = id("tools");
  const words = text => text.toLocaleLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const level = fit => fit >= 70 ? "strong" : fit >= 30 ? "workable" : fit >= 3 ? "stretch" : "gap";
  const levels = ["gap", "stretch", "workable", "strong"];

  // Questions, and the tables whose rows follow them.
  const questions = all("tr[data-q]", sheet).map(row => ({
    row, number: +row.dataset.q, fit: +row.dataset.fit, level: levels.indexOf(row.dataset.level),
    competencies: row.dataset.c.split(" "), shown: true,
    words: words(all(".text, .probes, .told", row).map(node => node.textContent).join(" ")),
  }));
  const tables = [sheet, grid].filter(Boolean).map(table => ({
    bodies: [...table.tBodies].map(body => ({ body, head: body.querySelector(".group"), rows: all("tr[data-q]", body) })),
    rows: new Map(all("tr[data-q]", table).map(row => [+row.dataset.q, row])),
    flat: table.appendChild(document.createElement("tbody")),
  }));
  const orders = {
    level: (a, b) => a.level - b.level || a.number - b.number,
    weak: (a, b) => a.fit - b.fit || a.number - b.number,
    fit: (a, b) => b.fit - a.fit || a.number - b.number,
  };

  function arrange() {
    const order = orders[id("sort").value];
    const sorted = order && questions.slice().sort(order);
    for (const table of tables) {
      if (sorted) table.flat.append(...sorted.map(question => table.rows.get(question.number)));
      else for (const { body, rows } of table.bodies) body.append(...rows);
      for (const { body, head, rows } of table.bodies) {
        if (head) head.hidden = Boolean(sorted) || rows.every(row => row.hidden);
        body.hidden = Boolean(sorted);
      }
    }
  }

  function filter() {
    const wanted = words(id("find").value).split(/\s+/).filter(Boolean);
    const competency = id("competency").value;
    const on = new Set(all("input[name=level]:checked", tools).map(box => box.value));
    for (const question of questions) {
      question.shown = on.has(levels[question.level])
        && (!competency || question.competencies.includes(competency))
        && wanted.every(word => question.words.includes(word));
      for (const table of tables) table.rows.get(question.number).hidden = !question.shown;
    }
    const shown = questions.filter(question => question.shown).length;
    id("shown").textContent = shown === questions.length ? `${shown} questions` : `${shown} of ${questions.length}`;
    id("reset").hidden = shown === questions.length && id("sort").value === "list" && !wanted.length;
    document.querySelector(".empty").hidden = shown > 0;
    arrange();
    columns();
    paper();
    roam();
  }

  // The stories that serve the most of the questions in sight stand first.
  let standing = "";
  function columns() {
    if (!grid) return;
    const heads = [...grid.tHead.rows[0].cells].slice(1);
    const rows = questions.filter(question => question.shown).map(question => tables[1].rows.get(question.number));
    const worth = heads.map((head, column) => {
      let good = 0, sum = 0;
      for (const row of rows) {
        const fit = +row.cells[column + 1].textContent;
        if (fit >= 30) good += 1;
        sum += fit;
      }
      return { column, good, sum, story: +head.dataset.s };
    });
    worth.sort((a, b) => b.good - a.good || b.sum - a.sum || a.story - b.story);
    const order = worth.map(each => each.story).join();
    if (order === standing) return;
    standing = order;
    for (const row of [grid.tHead.rows[0], ...tables[1].rows.values()]) {
      const cells = [...row.cells];
      row.append(...worth.map(each => cells[each.column + 1]));
    }
  }

  // How the sheet stands on one page, A4 or Letter (194 mm by 255 mm of print): the largest type that
  // leaves every line whole, else lines cut short, else more pages. The columns take 42, 29 and 29 of
  // 100; a letter is about half as wide as the type is high, a fit takes four letters.
  const sizes = [11, 10, 9, 8, 7, 6], page = { width: 185, height: 255 }, millimetres = .3528;
  function paper() {
    const rows = questions.filter(question => question.shown).map(({ row }) => {
      const letters = selector => all(selector, row).map(node => node.textContent.length + 4);
      return [[letters(".text")[0] / .42], letters(".tell .told").map(n => n / .29), letters(".backup .told").map(n => n / .29)];
    });
    const tall = (size, cut) => rows.reduce((sum, cells) => {
      const lines = cells.map(told => told.reduce((n, width) => n + (cut ? 1 : Math.ceil(width * size * .5 * millimetres / page.width)), 0));
      return sum + (Math.max(1, ...lines) * 1.2 + .35) * size * millimetres;
    }, 7 * size * millimetres);
    const whole = sizes.find(size => tall(size, false) <= page.height);
    const cut = whole ? undefined : sizes.find(size => size < 8 && tall(size, true) <= page.height);
    const size = whole ?? cut ?? 8;
    const pages = Math.ceil(tall(size, Boolean(cut)) / page.height);
    const headings = tables[0].bodies.filter(({ head }) => head && !head.hidden).length;
    const { classList } = document.documentElement;
    for (const each of sizes) classList.toggle(`p${each}`, each === size);
    classList.toggle("clamp", Boolean(cut));
    classList.toggle("tight", tall(size, Boolean(cut)) + headings * 1.9 * size * millimetres > page.height && pages === 1);
    id("pages").textContent = pages > 1 ? `about ${pages} pages; filter to fit one` : "on one page";
  }

  // One cell of the heat map can be reached with Tab; arrow keys move from there.
  const rowsInSight = () => all("tr[data-q]", grid).filter(row => !row.hidden);
  function roam(cell) {
    if (!grid) return;
    for (const old of all("td[tabindex='0']", grid)) old.tabIndex = -1;
    cell ??= rowsInSight()[0]?.cells[1];
    if (cell) cell.tabIndex = 0;
  }
  function cellOf(target) {
    const cell = target.closest?.("#grid td");
    return cell && cell.parentNode.dataset.q !== undefined ? cell : null;
  }
  const placeOf = cell => ({
    question: +cell.parentNode.dataset.q,
    story: +grid.tHead.rows[0].cells[cell.cellIndex].dataset.s,
  });
  function enter(cell) {
    const { question, story } = placeOf(cell);
    const part = cell.classList.contains("c") ? ", to tell" : cell.classList.contains("b") ? ", backup" : "";
    const fit = cell.textContent ? `fit ${cell.textContent}, ${level(+cell.textContent)}` : "no fit";
    cell.setAttribute("aria-label", `${fit}${part}: ${titleOf(story)}; ${textOf(question)}`);
    roam(cell);
    cell.focus();
  }
  function move(event) {
    const cell = cellOf(event.target);
    if (!cell || event.altKey || event.metaKey) return;
    const rows = rowsInSight(), row = rows.indexOf(cell.parentNode), last = cell.parentNode.cells.length - 1;
    let [down, right] = [row, cell.cellIndex];
    switch (event.key) {
      case "ArrowUp": down -= 1; break;
      case "ArrowDown": down += 1; break;
      case "ArrowLeft": right -= 1; break;
      case "ArrowRight": right += 1; break;
      case "PageUp": down -= 10; break;
      case "PageDown": down += 10; break;
      case "Home": right = 1; if (event.ctrlKey) down = 0; break;
      case "End": right = last; if (event.ctrlKey) down = rows.length - 1; break;
      case "Enter": case " ": event.preventDefault(); openCell(cell); return;
      default: return;
    }
    event.preventDefault();
    down = Math.min(Math.max(down, 0), rows.length - 1);
    right = Math.min(Math.max(right, 1), last);
    enter(rows[down].cells[right]);
  }

  // The panel: a story, for a question or alone; or a question with its best stories.
  const titleOf = story => id(`s${story}`).dataset.title;
  const textOf = question => id(`q${question}`).querySelector(".text").textContent;
  function badge(fit) {
    const node = make("span", `badge ${level(fit)}`, `${level(fit)} `);
    node.append(make("b", "", String(fit)));
    return node;
  }
  function show(title, ...nodes) {
    id("panel-title").replaceChildren(make("bdi", "", title));
    id("panel-body").replaceChildren(...nodes);
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
  }
  function storyOf(number) {
    const body = id(`s${number}`).cloneNode(true);
    body.removeAttribute("id");
    return body;
  }
  function openStory(story) {
    show(titleOf(story), storyOf(story));
  }
  function openPair(question, story, fit) {
    const asking = make("p", "asking");
    asking.append(make("bdi", "", textOf(question)), " ", fit === "" ? make("span", "badge gap", "no fit") : badge(+fit));
    const nodes = [asking], body = storyOf(story);
    const choice = id(`q${question}`).querySelector(`.choice[data-s="${story}"]`);
    if (choice) {
      const why = choice.querySelector(".why");
      if (why) nodes.push(why.cloneNode(true));
      for (const part of all(`.part[data-section="${choice.dataset.section}"]`, body)) {
        part.classList.add("answers");
        part.querySelector("h4").append(", answers the question");
      }
    }
    show(titleOf(story), ...nodes, body);
  }
  function openCell(cell) {
    const { question, story } = placeOf(cell);
    openPair(question, story, cell.textContent);
  }
  function openQuestion(question) {
    const heads = grid.tHead.rows[0].cells, list = make("ol", "ranked");
    const fits = [...tables[1].rows.get(question).cells].slice(1)
      .map((cell, column) => ({ story: +heads[column + 1].dataset.s, fit: +cell.textContent }))
      .filter(each => each.fit > 0).sort((a, b) => b.fit - a.fit || a.story - b.story).slice(0, 12);
    for (const { story, fit } of fits) {
      const line = make("li"), link = make("a");
      link.href = `#s${story}`;
      link.dataset.pair = `${question} ${fit}`;
      link.append(make("bdi", "", titleOf(story)));
      line.append(link, badge(fit));
      list.append(line);
    }
    show(textOf(question), make("h4", "", fits.length ? "Stories, best first" : "No story fits"), list);
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[href^='#']"), cell = cellOf(event.target);
    if (cell) { enter(cell); openCell(cell); return; }
    if (event.target === panel) { panel.close(); return; }
    const to = link?.getAttribute("href").match(/^#([sq])(\d+)$/);
    if (!to || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const number = +to[2];
    if (to[1] === "s") {
      event.preventDefault();
      const row = link.closest("#sheet-table tr[data-q]");
      if (link.dataset.pair) { const [question, fit] = link.dataset.pair.split(" "); openPair(+question, number, fit); }
      else if (row) openPair(+row.dataset.q, number, link.parentNode.querySelector(".badge b").textContent);
      else openStory(number);
    } else if (link.closest("#grid")) {
      event.preventDefault();
      openQuestion(number);
    } else {
      panel.close();
      if (id(`q${number}`).hidden) reset();
    }
  });
  function reset() {
    tools.reset();
    filter();
  }
  tools.addEventListener("input", filter);
  tools.addEventListener("reset", event => { event.preventDefault(); for (const box of all("input[name=level]", tools)) box.checked = true; id("find").value = id("competency").value = ""; id("sort").value = "list"; filter(); });
  tools.addEventListener("submit", event => event.preventDefault());
  grid?.addEventListener("keydown", move);
  id("close").addEventListener("click", () => panel.close());
  id("print").addEventListener("click", () => window.print());
  for (const name of all(".bars [data-filter]")) {
    const button = make("button");
    button.type = "button";
    button.title = "Show its questions";
    button.append(...name.childNodes);
    button.addEventListener("click", () => {
      id("competency").value = name.dataset.filter;
      filter();
      id("sheet").scrollIntoView();
    });
    name.append(button);
  }
  if (grid) {
    grid.setAttribute("role", "grid");
    for (const cell of all("tr[data-q] td", grid)) cell.tabIndex = -1;
  }
  document.documentElement.classList.add("on");
  tools.hidden = false;
  id("paper").hidden = false;
  filter();
})();
