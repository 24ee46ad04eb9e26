import Metering

/// The metering points: the form that narrows them, the cards of one page, and links to the other pages.
struct MeterSection: Sendable {
    let selection: PageSelection
    let query: PageQuery
    let cards: MeterCards

    var html: HTML {
        """
        <section aria-labelledby="points">
        <h2 id="points">Metering points</h2>
        <p>The utility publishes readings a day or more late, and corrects some later still.</p>
        \(form)\(badPeriod)\(list)\(pager)</section>

        """
    }

    private var form: HTML {
        var categories = selection.categories
        if !query.category.isEmpty, !categories.contains(query.category) { categories.append(query.category) }
        let options = categories.map { category -> HTML in
            let selected: HTML = category == query.category ? " selected" : ""
            return "<option dir=\"auto\" value=\"\(category)\"\(selected)>\(cards.codes.category(category))</option>"
        }
        return """
            <form role="search" aria-label="Metering points">
            <label>Name or id <input type="search" name="q" value="\(query.text)" dir="auto" autocomplete="off"></label>
            <label>Category <select name="category"><option value="">all</option>\(options)</select></label>
            \(properties)<label>Month or year <input name="period" value="\(query.period?.text ?? query.badPeriod)" size="8" placeholder="2026-10" autocomplete="off"></label>
            <button>Show</button>
            \(query.isNarrowed ? "<a href=\"./\">Show all</a>\n" as HTML : "")</form>

            """
    }

    private var badPeriod: HTML {
        guard !query.badPeriod.isEmpty else { return "" }
        return """
            <p class="warn">\(PageText.name(query.badPeriod)) is neither a month nor a year: write 2026-10 or 2026.</p>

            """
    }

    private var properties: HTML {
        guard !selection.properties.isEmpty else { return "" }
        let options = selection.properties.map { property -> HTML in
            let selected: HTML = property == query.property ? " selected" : ""
            return "<option dir=\"auto\"\(selected)>\(property)</option>"
        }
        return """
            <label>Property <select name="property"><option value="">all</option>\(options)</select></label>

            """
    }

    private var list: HTML {
        guard !selection.cards.isEmpty else {
            return query.isNarrowed
                ? "<p>No metering point matches.</p>\n" : "<p>No metering points are known yet.</p>\n"
        }
        let last = selection.first + selection.cards.count
        let part: HTML = selection.pages == 1 ? "" : "\(number(selection.first + 1))–\(number(last)) of "
        return """
            <p>\(part)\(number(selection.count)) \(selection.count == 1 ? "metering point" : "metering points")</p>
            \(cards.html(selection.cards))
            """
    }

    private var pager: HTML {
        guard selection.pages > 1 else { return "" }
        let page = selection.page
        let back: HTML = page > 1 ? "<a rel=\"prev\" href=\"\(query.address(page: page - 1))\">Previous</a> " : ""
        let on: HTML =
            page < selection.pages ? " <a rel=\"next\" href=\"\(query.address(page: page + 1))\">Next</a>" : ""
        return """
            <nav class="pager" aria-label="Pages">\(back)<span>Page \(number(page)) of \(number(selection.pages))</span>\(on)</nav>

            """
    }

    private func number(_ number: Int) -> String { PageText.number(Double(number), places: 0) }
}
