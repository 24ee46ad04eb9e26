extension StatusPage {
    /// Headers of the page. It allows only its own style and icon, and nothing from other hosts.
    static let headers = [
        (name: "Content-Type", value: "text/html; charset=utf-8"),
        (
            name: "Content-Security-Policy",
            value: "default-src 'none'; style-src 'sha256-\(styleHash)'; img-src data:; base-uri 'none'; "
                + "form-action 'self'; frame-ancestors 'none'"
        ),
        (name: "Cache-Control", value: "no-store"),
    ]

    /// SHA-256 of ``style`` in Base64; a test prints the right value.
    static let styleHash = "vkXiGyrThi9av6qtoi62SGTEFNqSDxnB5RpDlZT8Kwk="

    /// An inline icon, so that no browser requests `/favicon.ico`.
    static let icon =
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
        + "%3Crect width='16' height='16' rx='3' fill='%230969da'/%3E"
        + "%3Cpath d='M9 2 4 9h3l-1 5 6-8H8z' fill='white'/%3E%3C/svg%3E"

    /// The style: plain and small, with the reader's light or dark setting. Colours have the contrast of WCAG 2.2,
    /// level AA.
    static let style: HTML = """
        :root { color-scheme: light dark; --page: #f6f8fa; --card: #fff; --text: #1f2328; --soft: #57606a;
          --line: #d1d9e0; --link: #0550ae; --use: #0969da; --fed: #1a7f37; --gap: #dce2e8; --good: #116329;
          --bad: #b31d28; --warn: #7d4e00; --alert: #fff1f0; }
        @media (prefers-color-scheme: dark) { :root { --page: #0d1117; --card: #161b22; --text: #e6edf3; --soft: #9da7b3;
          --line: #3d444d; --link: #79b8ff; --use: #4493f8; --fed: #3fb950; --gap: #323a46; --good: #56d364;
          --bad: #ff9a92; --warn: #e3b341; --alert: #33161a; } }
        * { box-sizing: border-box; }
        body { background: var(--page); color: var(--text); font: 15px/1.45 system-ui, sans-serif; margin: 0 auto;
          max-width: 82rem; overflow-wrap: anywhere; padding: 1.25rem; }
        header { align-items: baseline; display: flex; flex-wrap: wrap; gap: .2rem 1.25rem; }
        header p { flex-basis: 100%; } nav { display: flex; gap: 1rem; }
        h1, h2, h3, h4, p, dl, dd, ol, ul, figure { margin: 0; padding: 0; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin: 1.75rem 0 .4rem; } h3 { font-size: 1.05rem; }
        h4 { color: var(--soft); font-size: .85rem; margin-top: .8rem; }
        p, small, figcaption, caption, dt, summary { color: var(--soft); }
        small, figcaption, caption, summary, dt, figure p { font-size: .85rem; }
        a { color: var(--link); } :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
        .cards { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr));
          margin-top: .6rem; }
        .card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; min-width: 0;
          padding: .9rem 1rem; }
        dl { display: grid; gap: .5rem 1rem; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr));
          margin-top: .35rem; }
        dd small { display: block; } strong { color: var(--text); font-weight: 600; }
        time, td, dd { font-variant-numeric: tabular-nums; } time { white-space: nowrap; }
        .state { border: 1px solid; border-radius: 1rem; color: var(--soft); font-size: .8rem; padding: .05rem .55rem; }
        .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
        .alert { background: var(--alert); border-left: 4px solid var(--bad); color: var(--text); margin: .6rem 0;
          padding: .6rem .8rem; }
        .alert p { color: var(--text); margin-bottom: .3rem; } .alert ul { padding-left: 1.1rem; }
        form { align-items: end; display: flex; flex-wrap: wrap; gap: .6rem 1rem; margin: .7rem 0; }
        form label:first-of-type { flex: 1 1 9rem; max-width: 20rem; }
        label { color: var(--soft); display: grid; font-size: .85rem; gap: .15rem; }
        input, select, button { background: var(--card); border: 1px solid var(--soft); border-radius: .35rem;
          color: var(--text); font: inherit; font-size: 1rem; max-width: 100%; min-height: 2.4rem; padding: .2rem .6rem; }
        button { cursor: pointer; font-weight: 600; }
        figure { margin-top: .9rem; } figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
        .keys { display: flex; gap: .8rem; } .key i { border: 1px solid var(--soft); border-radius: 2px;
          display: inline-block; height: .7rem; margin-right: .3rem; width: .7rem; }
        i.use { background: var(--use); } i.fed { background: var(--fed); } i.gap { background: var(--gap); }
        .chart { display: flex; margin-top: .2rem; } .scale { flex: none; } .plot { min-width: 0; }
        svg { display: block; overflow: hidden; } .scale text { text-anchor: end; }
        svg text { fill: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
        .plot text { text-anchor: middle; } path.use { fill: var(--use); } path.fed { fill: var(--fed); }
        path { fill-opacity: .35; } path.edge { fill: none; stroke-width: 1.5px; vector-effect: non-scaling-stroke; }
        path.use.edge { stroke: var(--use); } path.fed.edge { stroke: var(--fed); }
        path.gap { fill: var(--gap); fill-opacity: 1; }
        line { stroke: var(--line); } line.zero { stroke: var(--soft); }
        summary { cursor: pointer; margin-top: .2rem; width: fit-content; }
        table { border-collapse: collapse; margin-top: .5rem; width: 100%; }
        caption { padding-bottom: .2rem; text-align: left; }
        th, td { border-top: 1px solid var(--line); padding: .25rem .5rem .25rem 0; text-align: left; vertical-align: top; }
        th { color: var(--soft); font-size: .85rem; font-weight: 400; } .number { text-align: right; }
        .peaks table { table-layout: fixed; } .peaks thead td { width: 24%; }
        @media (max-width: 40rem) { .date { display: none; } .peaks small { display: block; }
          .peaks time { white-space: normal; } .peaks thead td { width: 22%; } }
        ol { list-style-position: inside; list-style: none; }
        li small { white-space: nowrap; } .pager { align-items: baseline; margin: 1.2rem 0; }
        """
}
