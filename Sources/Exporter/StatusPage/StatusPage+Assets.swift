extension StatusPage {
    /// Plain and small; follows the reader's light or dark setting.
    static let style = """
        :root { color-scheme: light dark; --line: light-dark(#d8dee4, #3d444d); --soft: light-dark(#57606a, #9198a1);
          --good: light-dark(#1a7f37, #3fb950); --bad: light-dark(#cf222e, #f85149); --wash: light-dark(#fff5f5, #2b1315); }
        body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 76rem; padding: 1.5rem; }
        h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; } h3 { font-size: 1rem; margin: 0; }
        p, small { color: var(--soft); margin: .3rem 0; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; }
        th, td { border-bottom: 1px solid var(--line); padding: .4rem .7rem; text-align: left; vertical-align: top; }
        th { color: var(--soft); font-weight: 600; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        time { font-variant-numeric: tabular-nums; white-space: nowrap; }
        .good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
        .wait { color: var(--soft); } .stale { color: var(--soft); }
        .errors { background: var(--wash); border-left: 4px solid var(--bad); margin: 1rem 0; padding: .8rem 1rem; }
        .errors ul { margin: .4rem 0 0; padding-left: 1.2rem; overflow-wrap: anywhere; }
        """

    /// Shows times in the configured zone; without it they stay in UTC.
    static let script = """
        const zone = document.body.dataset.zone;
        const clock = { hour: '2-digit', minute: '2-digit', timeZone: zone };
        for (const time of document.querySelectorAll('time')) {
          const short = time.classList.contains('clock');
          const date = short ? {} : { year: 'numeric', month: '2-digit', day: '2-digit' };
          time.textContent = new Intl.DateTimeFormat('sv-SE', { ...date, ...clock }).format(new Date(time.dateTime));
          time.title = time.dateTime;
        }
        """
}

extension String {
    /// Safe as text and as an attribute's value in double quotes.
    var htmlEscaped: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Double {
    /// A decimal text with at most so many places, and a dot, in every locale.
    func rounded(toPlaces places: Int) -> String {
        let factor = (0..<places).reduce(1.0) { product, _ in product * 10 }
        let rounded = (self * factor).rounded() / factor
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : "\(rounded)"
    }
}
