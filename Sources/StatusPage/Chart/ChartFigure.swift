import Metering

/// A chart with its key, and the same in words and numbers for readers who cannot see it.
struct ChartFigure: Sendable {
    let chart: Chart
    let days: Int

    var html: HTML {
        """
        <figure>
        <figcaption>Last \(days) days, hourly means in \(chart.unit) \(key)</figcaption>
        \(chart.svg)<p>\(chart.curves.map(summary))</p>
        <details><summary>Day by day</summary>
        \(table)</details>
        </figure>

        """
    }

    private var key: HTML {
        let curves = chart.curves.map { curve -> HTML in
            curve.isProduction
                ? "<span class=\"key\"><i class=\"fed\"></i>fed in</span> "
                : "<span class=\"key\"><i class=\"use\"></i>used</span> "
        }
        return "<span class=\"keys\">\(curves)<span class=\"key\"><i class=\"gap\"></i>no readings</span></span>"
    }

    private func summary(_ curve: Chart.Curve) -> HTML {
        let what: HTML = curve.isProduction ? "Fed in" : "Used"
        guard let highest = curve.hours.highest, let mean = curve.hours.mean else {
            return "\(what): no readings in these days. "
        }
        let unknown = curve.hours.count - curve.hours.hoursKnown
        let gap: HTML = unknown == 0 ? "." : "; \(unknown) h without readings."
        return """
            \(what): highest \(value(highest.mean, curve)) on \(chart.clock.time(curve.hours.time(highest.hour))), \
            mean \(value(mean, curve))\(gap)\u{20}
            """
    }

    private func value(_ mean: Double, _ curve: Chart.Curve) -> HTML {
        "\(PageText.exact(mean * curve.factor)) \(chart.unit)"
    }

    private var table: HTML {
        let heads = chart.curves.map { curve -> HTML in
            let what: HTML = curve.isProduction ? "Fed in" : "Used"
            let unit = curve.unit.isEmpty ? "" : ", \(curve.unit)"
            return """
                <th scope="col" class="number">\(what)\(unit)</th>\
                <th scope="col" class="number">Highest hour, \(chart.unit)</th>
                """
        }
        return """
            <table><thead><tr><th scope="col">Day</th>\(heads)</tr></thead>
            <tbody>\(rows)</tbody></table>

            """
    }

    private var rows: [HTML] {
        guard let hours = chart.curves.first?.hours else { return [] }
        let byDay = Dictionary(grouping: 0..<hours.count) { chart.clock.calendar.day(of: hours.time($0)) }
        return byDay.sorted { $0.key < $1.key }.map { day, hours in
            let cells = chart.curves.map { curve -> HTML in
                let known = hours.filter { curve.hours.covered[$0] > 0 }
                let sum = known.reduce(0) { $0 + curve.hours.amounts[$1] }
                let highest = known.compactMap(curve.value).max()
                return """
                    <td class="number">\(known.isEmpty ? "–" : PageText.number(sum, places: 1))</td>\
                    <td class="number">\(highest.map(PageText.exact) ?? "–")</td>
                    """
            }
            return "<tr><th scope=\"row\">\(chart.clock.text(day))</th>\(cells)</tr>\n"
        }
    }
}
