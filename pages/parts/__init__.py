"""The parts every page is made of.

    guard       first line of a page: who is looking, at what, with which filters; or a refusal
    answers     calls an analytics function through the cache, keyed by store, version, rules, scope and filters
    cards       title, lead sentence, card with key, chart, how-to-read line, table and one action; client rows
    marks       inline pictures: sparkline, 100-dot array, meter
    states      what stands where a number cannot: empty, too little, small, stale
    wording     numbers, dates and ids as this product writes them
    tables      "Show as table" and its formula-safe CSV
    charts      one file per chart; `charts.spec` makes them look alike and draws them
    filters     the shared sidebar filters
    looking     who is looking at which store (sidebar)
    markup      the only place that hands HTML to the browser; `stylesheet` the only place with CSS
    registry    the list of pages
    app-level   `responses` (headers, unknown addresses), `failures` (error hook), `warmup`, `loopback`
"""
