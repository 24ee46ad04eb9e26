import Ground
import Metering

/// The state of remote write, by receiver; empty if none is configured.
struct ReceiverSection: Sendable {
    /// The most characters of a refusal: the samples, the reason, the setting to change and the command that sends them
    /// again.
    private static let longestRefusal = 800

    let receivers: [ReceiverLine]
    let clock: PageClock
    let now: Timestamp

    var html: HTML {
        guard !receivers.isEmpty else { return "" }
        return """
            <section aria-labelledby="receivers">
            <h2 id="receivers">Remote write</h2>
            <div class="cards">\(receivers.map(card))</div>
            </section>

            """
    }

    private func card(_ receiver: ReceiverLine) -> HTML {
        let pending: HTML =
            receiver.oldestPending.map { "<small>the oldest of \(clock.time($0))</small>" } ?? ""
        let failure: HTML =
            receiver.failure.map {
                "<p class=\"alert\"><bdi>\(PageText.cut($0, to: PageText.longestError))</bdi></p>\n"
            } ?? ""
        let refusals = receiver.refusals.map { text -> HTML in
            "<p class=\"alert\"><bdi>\(PageText.cut(text, to: Self.longestRefusal))</bdi></p>\n"
        }
        return """
            <article class="card">
            <h3>\(PageText.name(receiver.name)) \(state(receiver))</h3>
            <p>\(PageText.name(receiver.host))</p>
            \(failure)\(refusals)<dl><div><dt>Last delivery</dt><dd>\(clock.ago(receiver.lastSuccess, at: now))</dd></div>\
            <div><dt>Waiting</dt><dd><strong>\(PageText.number(Double(receiver.pendingSamples), places: 0)) samples</strong> \
            \(pending)</dd></div>\(setAside(receiver.setAsideSamples))</dl>
            </article>

            """
    }

    private func setAside(_ samples: Int) -> HTML {
        guard samples > 0 else { return "" }
        return """
            <div><dt>Set aside</dt><dd><strong>\(PageText.number(Double(samples), places: 0)) samples</strong> \
            <small>the receiver fails at each one alone; they are retried</small></dd></div>
            """
    }

    private func state(_ receiver: ReceiverLine) -> HTML {
        switch receiver.isHealthy {
        case true? where !receiver.refusals.isEmpty && receiver.lastRefusal.map({ now - $0 < .days(1) }) ?? false:
            "<span class=\"state bad\">refuses samples</span>"
        // A batch whose samples are all refused takes many requests before they are counted.
        case true? where receiver.lastSuccess == nil: "<span class=\"state\">nothing delivered yet</span>"
        case true?: "<span class=\"state good\">delivers</span>"
        case false?: "<span class=\"state bad\">fails</span>"
        case nil: "<span class=\"state\">nothing sent yet</span>"
        }
    }
}
