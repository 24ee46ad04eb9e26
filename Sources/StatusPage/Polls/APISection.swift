import Ground
import Metering
import Polling
import ReadingStore
import Snapshot

/// The state of the polls of the API, with the action to take if they fail.
struct APISection: Sendable {
    /// The most customer groups named here; a site may have hundreds, and the log names them all.
    private static let mostGroups = 10

    let input: SnapshotInput
    let clock: PageClock
    let now: Timestamp

    var html: HTML {
        let endpoints = PolledEndpoint.allCases.filter { input.polls[$0] != nil }
        let body: HTML =
            endpoints.isEmpty
            ? "<p>Nothing is polled: time_series and invoiced are both turned off.</p>"
            : "<div class=\"cards\">\(endpoints.map { card($0, input.polls[$0] ?? PollStatus()) })</div>"
        return """
            <section aria-labelledby="api">
            <h2 id="api">Öresundskraft’s API</h2>
            \(body)
            </section>

            """
    }

    private func card(_ endpoint: PolledEndpoint, _ status: PollStatus) -> HTML {
        let name: HTML = endpoint == .timeSeries ? "Time series" : "Invoiced months"
        return """
            <article class="card">
            <h3>\(name) \(state(status))</h3>
            \(failure(status.newest))\(unknown(status.newest))<dl><div><dt>Last success</dt><dd>\(clock.ago(status.lastSuccess, at: now))</dd></div>\
            <div><dt>Next poll</dt><dd>\(next(status.turn))</dd></div>\(status.newest.map(newest) ?? "")</dl>
            </article>

            """
    }

    private func state(_ status: PollStatus) -> HTML {
        guard let newest = status.newest else { return "<span class=\"state\">no poll finished yet</span>" }
        guard newest.isSuccess else { return "<span class=\"state bad\">fails</span>" }
        return newest.groups.allSatisfy(\.unknown.isEmpty)
            ? "<span class=\"state good\">works</span>" : "<span class=\"state warn\">incomplete</span>"
    }

    private func next(_ turn: PollTurn?) -> HTML {
        switch turn {
        case .underWay(let since)?: "<strong>under way</strong> <small>since \(clock.time(since))</small>"
        case .next(let time)?:
            "<strong>\(time > now ? "in \(PageText.age(time - now))" : "due")</strong> <small>\(clock.time(time))</small>"
        case nil: "<strong>soon</strong>"
        }
    }

    private func newest(_ poll: PollOutcome) -> HTML {
        let counts = poll.counts
        let readings = [
            (counts.stored.new, "new"), (counts.stored.corrected, "corrected"), (counts.stored.unchanged, "unchanged"),
            (counts.missing, "without value"), (counts.rejectedTotal, "rejected"),
        ].filter { $0.0 > 0 }.map { "\(PageText.number(Double($0.0), places: 0)) \($0.1)" }
        let requests = poll.groups.reduce(0) { $0 + $1.requests }
        return """
            <div><dt>Newest poll</dt><dd><strong>\(clock.time(poll.end))</strong> \
            <small>\(poll.duration.inSeconds.rounded(toPlaces: 1)) s, \(requests) \(requests == 1 ? "request" : "requests")\
            </small></dd></div>\
            <div><dt>Readings in that poll</dt><dd>\(readings.isEmpty ? "none" : readings.joined(separator: ", "))</dd></div>
            """
    }

    // MARK: Failures

    /// Names customer numbers and metering points that the API returns nothing for. It reports no error for a mistyped
    /// number.
    private func unknown(_ poll: PollOutcome?) -> HTML {
        let unknown = (poll?.groups ?? []).flatMap { group in group.unknown.map { (group: group.group, number: $0) } }
        guard !unknown.isEmpty else { return "" }
        let items = unknown.prefix(Self.mostGroups).map { group, number -> HTML in
            "<li>\(PageText.name(group)): <bdi>\(PageText.cut("\(number)", to: 120))</bdi></li>\n"
        }
        let hidden = unknown.count - items.count
        return """
            <div class="alert">
            <p><strong>The API returned nothing for part of the configuration.</strong> Compare it with your contract: the API says \
            nothing about a number that is mistyped, or that the key may not see. A new customer’s readings arrive after a day or two.</p>
            <ul>\(items)</ul>
            \(hidden > 0 ? "<p>\(hidden) more are left out here; the log names them.</p>\n" as HTML : "")</div>

            """
    }

    private func failure(_ poll: PollOutcome?) -> HTML {
        guard let poll, !poll.isSuccess else { return "" }
        let failed = poll.groups.filter { !$0.isSuccess }
        let advice = PollAdvice.all(poll).map { advice -> HTML in
            "<p><strong>\(advice.meaning)</strong> \(advice.advice)</p>\n"
        }
        let errors = failed.prefix(Self.mostGroups).flatMap { group in
            group.errors.map { error -> HTML in
                "<li>\(PageText.name(group.group)): <bdi>\(PageText.cut(error, to: PageText.longestError))</bdi></li>\n"
            }
        }
        let hidden = failed.count - Self.mostGroups
        return """
            <div class="alert">
            \(advice)<p>\(failed.count) of \(poll.groups.count) customer groups failed:</p>
            <ul>\(errors)</ul>
            \(hidden > 0 ? "<p>\(hidden) more are left out here; the log names them.</p>\n" as HTML : "")</div>

            """
    }
}
