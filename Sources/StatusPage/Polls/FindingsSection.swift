import Ground
import Metering
import Polling
import Snapshot

/// Oddities in the answers to the newest polls, with the action to take; empty if there are none.
struct FindingsSection: Sendable {
    /// The most refused numbers named here; a site may have thousands, and the metrics name them all.
    private static let mostRefused = 20

    let input: SnapshotInput

    var html: HTML {
        let cards = PolledEndpoint.allCases.compactMap { endpoint in
            input.polls[endpoint]?.newest.flatMap { card(endpoint, $0) }
        }
        let configuration = unanswered
        guard !cards.isEmpty || configuration != nil else { return "" }
        return """
            <section aria-labelledby="odd">
            <h2 id="odd">Odd answers</h2>
            <p>Oddities in the newest poll’s answers, which may make numbers differ from what you expect.</p>
            <div class="cards">\(cards)\(configuration ?? "")</div>
            </section>

            """
    }

    /// Names of the configuration that no answer contains.
    private var unanswered: HTML? {
        let names = input.unanswered
        guard !names.isEmpty else { return nil }
        return """
            <article class="card">
            <h3>Configuration</h3>
            <p><strong>\(PageText.number(Double(names.count), places: 0)) × named but not found.</strong> No answer of the API \
            contains these names: a typing error, or a metering point that is gone.</p>
            \(items(names.map { "<code>\($0.key)</code>: \(PageText.name($0.text))" }))</article>

            """
    }

    private func card(_ endpoint: PolledEndpoint, _ poll: PollOutcome) -> HTML? {
        let findings = input.findings(of: poll)
        let refused = poll.groups.flatMap { group in group.refused.map { (group: group.group, refused: $0) } }
        guard !findings.isEmpty || !refused.isEmpty else { return nil }
        let name: HTML = endpoint == .timeSeries ? "Time series" : "Invoiced months"
        let kinds = Finding.allCases.filter { findings[$0] > 0 || ($0 == .refused && !refused.isEmpty) }
        let items = kinds.map { kind -> HTML in
            let advice = FindingAdvice(kind, input.settings.timesWithoutZone)
            let count = PageText.number(Double(max(findings[kind], kind == .refused ? refused.count : 0)), places: 0)
            let named = kind == .refused ? list(refused) : kind == .microproductionOnly ? points : ""
            return "<p><strong>\(count) × \(advice.meaning)</strong> \(advice.advice)</p>\n\(named)"
        }
        return """
            <article class="card">
            <h3>\(name)</h3>
            \(items)</article>

            """
    }

    private func list(_ refused: [(group: String, refused: RefusedNumber)]) -> HTML {
        items(refused.map { "\(PageText.name($0.group)): <bdi>\(PageText.cut("\($0.refused)", to: 120))</bdi>" })
    }

    private var points: HTML { items(input.meteringPointsKeptByDefault.map { PageText.name($0) }) }

    private func items(_ all: [HTML]) -> HTML {
        let shown = all.prefix(Self.mostRefused).map { "<li>\($0)</li>\n" as HTML }
        let hidden = all.count - shown.count
        return "<ul>\(shown)</ul>\n\(hidden > 0 ? "<p>\(hidden) more are left out here.</p>\n" as HTML : "")"
    }
}
