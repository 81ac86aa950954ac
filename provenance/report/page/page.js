"use strict";
/* Pages, search and counts of what is ticked. Without this the page has all passages below each other, and
   statuses are hidden by style alone. Nothing is fetched, nothing is stored. */
(() => {
  const at = (id) => document.getElementById(id);
  const language = document.documentElement.lang;
  const number = (count) => count.toLocaleString(language);
  const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const plain = (text) => text.normalize("NFKC").toLocaleLowerCase(language).replace(/\s+/g, " ");

  const mark = (element, name, is) => {
    if (element.classList.contains(name) !== is) element.classList.toggle(name, is);
  };

  /* The elements of a list that fit, some on a page. Of many only the page that is shown is printed: browsers
     need minutes for thousands. */
  const ON_PAPER = 300;
  const pager = (listing, size) => {
    const [previous, next, says] = ["previous", "next", "page"]
      .map((one) => listing.querySelector(`.pages .${one}`));
    const paper = listing.querySelector(".on-paper");
    let [shown, page] = [[], 0];
    const turn = (to) => {
      const each = size() || Math.max(1, shown.length);
      const pages = Math.max(1, Math.ceil(shown.length / each));
      page = Math.min(Math.max(0, to), pages - 1);
      shown.forEach((element, place) => mark(element, "off", Math.floor(place / each) !== page));
      const place = { page: number(page + 1), pages: number(pages) };
      for (const one of [says, paper]) one.textContent = fill(one.dataset.says, place);
      mark(listing, "long", shown.length > ON_PAPER && pages > 1);
      previous.disabled = page === 0;
      next.disabled = page === pages - 1;
    };
    for (const [button, step] of [[previous, -1], [next, 1]]) {
      button.addEventListener("click", () => {
        turn(page + step);
        listing.querySelector(".find").scrollIntoView();
      });
    }
    return {
      show: (elements) => {
        shown = elements;
        turn(0);
      },
      turn,
      turnToElement: (element) => turn(Math.floor(shown.indexOf(element) / (size() || shown.length))),
    };
  };

  /* The words that are looked for: each has to be there. */
  const wanted = (input) =>
    [...plain(input.value).matchAll(/"([^"]+)"|(\S+)/g)].map(([, phrase, word]) => (phrase ?? word).trim());
  const typed = (input, then) => {
    let waiting = 0;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(then, 150);
    });
  };

  /* What is folded is printed, also by browsers whose style can't say so. */
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of folded) one.open = false;
  });

  const unhide = (listing) => {
    for (const one of listing.querySelectorAll(".scripted")) one.hidden = false;
  };

  const findArticles = at("article-words");
  if (findArticles) {
    const articles = [...at("strips").children].map((element) => ({ element, text: plain(element.textContent) }));
    const pages = pager(at("article-listing"), () => 25);
    const find = () => {
      const terms = wanted(findArticles);
      const found = articles.filter(({ element, text }) => {
        const fits = terms.every((term) => text.includes(term));
        mark(element, "out", !fits);
        return fits;
      });
      at("articles-shown").textContent = fill(at("articles-shown").dataset.says,
        { shown: number(found.length), all: number(articles.length) });
      pages.show(found.map((one) => one.element));
    };
    typed(findArticles, find);
    find();
    unhide(at("article-listing"));
  }

  const list = at("passages");
  if (!list) return;
  const forms = at("counts").dataset;
  const many = (noun, count) => fill(forms[count === 1 ? `${noun}One` : noun], { n: number(count) });
  const boxes = [...document.querySelectorAll("#statuses [data-status]")];
  const [quoted, credited, words, perPage] = ["quoted", "credited", "words", "per-page"].map(at);
  const pairs = [...list.children].map((element) => ({
    element,
    passages: [...element.querySelectorAll(":scope > .passage")].map((one) => ({
      element: one,
      status: one.dataset.status,
      quoted: "quoted" in one.dataset,
      credited: "credited" in one.dataset,
      text: null,
    })),
  }));
  const total = pairs.reduce((sum, pair) => sum + pair.passages.length, 0);
  let fitting = [];
  const pairPages = pager(at("listing"), () => Number(perPage.value));

  /* What a passage can be found by: the head of its pair, its own words and its id. */
  const textOf = (pair, passage) => {
    pair.head ??= plain([...pair.element.children].filter((one) => !one.matches(".passage"))
      .map((one) => one.textContent).join(" "));
    passage.text ??= plain(passage.element.textContent);
    return `${pair.head} ${passage.text}`;
  };

  const recount = (ticked) => {
    let [passages, shared] = [0, 0];
    for (const [status, inQuotes, alike, count, sum] of JSON.parse(at("statuses").dataset.totals)) {
      if (ticked.has(status) && (quoted.checked || !inQuotes) && (credited.checked || !alike)) {
        passages += count;
        shared += sum;
      }
    }
    at("recount").textContent = fill(at("recount").dataset.says,
      { passages: many("passages", passages), words: many("words", shared) });
  };

  const percent = (share, [under, over, whole]) =>
    share > 0 && share < 0.01 ? under : share > 0.99 && share < 1 ? over
      : whole.replace("50", String(Math.floor(100 * share + 0.5)));

  const recountArticles = (ticked) => {
    const says = at("strips").dataset;
    for (const part of document.querySelectorAll("#strips .part")) {
      const all = Number(part.dataset.all);
      let shared = 0;
      for (const one of part.dataset.parts.split(" ").filter(Boolean)) {
        const [status, count] = one.split(":");
        if (ticked.has(status)) shared += Number(count);
      }
      const none = part.dataset.parts ? says.unticked : says.nothing;
      part.textContent = shared === 0 ? none : fill(says.shared, {
        words: number(shared),
        all: fill(all === 1 ? says.wordsOne : says.words, { n: number(all) }),
        percent: percent(shared / all, says.percents.split("|")),
      });
    }
  };

  const update = () => {
    const ticked = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.status));
    const terms = wanted(words);
    let shown = 0;
    fitting = [];
    for (const pair of pairs) {
      let any = false;
      for (const one of pair.passages) {
        const fits = ticked.has(one.status) && (quoted.checked || !one.quoted)
          && (credited.checked || !one.credited)
          && (terms.length === 0 || terms.every((term) => textOf(pair, one).includes(term)));
        mark(one.element, "out", !fits);
        any ||= fits;
        shown += fits;
      }
      mark(pair.element, "out", !any);
      if (any) fitting.push(pair);
    }
    const { some, all, none } = at("shown").dataset;
    at("shown").textContent = fill(shown === 0 ? none : shown === total ? all : some,
      { passages: many("passages", shown), pairs: many("pairs", fitting.length), all: number(total) });
    pairPages.show(fitting.map((pair) => pair.element));
    return ticked;
  };

  const tick = () => {
    const ticked = update();
    recount(ticked);
    recountArticles(ticked);
  };

  /* A link to a passage or a pair leads to it, whatever page it is on and whatever is hidden. */
  const follow = () => {
    const target = at(location.hash.slice(1));
    if (!target || !list.contains(target)) return;
    const pair = pairs.find((one) => one.element.contains(target));
    if (target.closest(".out")) {
      const statuses = new Set(pair.passages.filter((one) => one.element === target || pair.element === target)
        .map((one) => one.status));
      for (const box of boxes) box.checked ||= statuses.has(box.dataset.status);
      quoted.checked = credited.checked = true;
      words.value = "";
      tick();
    }
    pairPages.turnToElement(pair.element);
    target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };

  unhide(at("listing"));
  for (const box of [...boxes, quoted, credited]) box.addEventListener("change", tick);
  typed(words, update);
  perPage.addEventListener("change", () => pairPages.turn(0));
  at("reset").addEventListener("click", () => {
    for (const box of boxes) box.checked = box.defaultChecked;
    quoted.checked = credited.checked = true;
    words.value = "";
    tick();
  });
  addEventListener("hashchange", follow);
  /* A browser may keep what was ticked when a page is loaded again. */
  tick();
  document.documentElement.classList.remove("waiting");
  follow();
})();
