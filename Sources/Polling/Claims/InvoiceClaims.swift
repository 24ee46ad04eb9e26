import Ground
package import Metering

/// Which object of the API's answers speaks for which invoice, within one poll.
///
/// Where two objects invoice the same meter, unit and date, the first in configuration order wins, so that nothing flips
/// (`api-contract.md`, "two objects for one series"). Other dates of a month are parts of it: a customer who moved.
package struct InvoiceClaims: Sendable {
    private struct Claim: Hashable {
        var meter: MeterID
        var unit: String
        var date: Timestamp
        var isMaxEffect = false
    }

    private var claims: [Claim: Claimant] = [:]
    /// Who got the newest invoice of a meter says what is known of the meter.
    private var newest: [MeterID: Timestamp] = [:]

    package init() {}

    /// Removes from a page what another object has said before in this poll, and notes what the page's own objects say.
    ///
    /// - Parameters:
    ///   - batch: its dropped invoices are counted as ``RejectionReason/duplicate``. Of the objects that name one meter, the
    ///     one with the newest invoice keeps its facts.
    ///   - group: place of the customer group in the configuration.
    ///   - customers: the group's customer numbers in configuration order, which decides within a page.
    package mutating func settle(_ batch: inout InvoiceBatch, group: Int, customers: [String]) {
        let ranks = Claimant.ranks(of: batch.sources.map(\.facts), customers: customers)
        let inOrder = batch.sources.indices.sorted { ranks[$0] < ranks[$1] }
        var dropped = 0
        // Within a page each object stands for itself, also where two cannot be told apart by what they say of themselves.
        var onPage: [Claim: Int] = [:]
        for index in inOrder {
            let source = batch.sources[index]
            let claimant = Claimant(source.facts, group: group)
            func isTaken(_ claim: Claim) -> Bool {
                guard claims[claim] ?? claimant == claimant, onPage[claim] ?? index == index else { return true }
                claims[claim] = claimant
                onPage[claim] = index
                return false
            }
            for series in source.series.indices {
                let unit = source.series[series].unit
                batch.sources[index].series[series].invoices.removeAll { invoice in
                    let isTaken = isTaken(Claim(meter: source.meter, unit: unit, date: invoice.date))
                    dropped += isTaken ? 1 : 0
                    return isTaken
                }
            }
            batch.sources[index].maxEffects.removeAll {
                isTaken(Claim(meter: source.meter, unit: $0.effect.unit, date: $0.date, isMaxEffect: true))
            }
        }
        if dropped > 0 { batch.rejected[.duplicate, default: 0] += dropped }
        settleFacts(&batch, inOrder)
    }

    private mutating func settleFacts(_ batch: inout InvoiceBatch, _ inOrder: [Int]) {
        var speaker: [MeterID: Int] = [:]
        for index in inOrder {
            let source = batch.sources[index]
            let date = source.series.flatMap(\.invoices).map(\.date).max() ?? Timestamp(milliseconds: .min)
            let known = newest[source.meter]
            // On equal terms the first on a page stays; a page that is asked for again may say the same again.
            if let known, date < known || (date == known && speaker[source.meter] != nil) { continue }
            newest[source.meter] = date
            speaker[source.meter] = index
        }
        for index in batch.sources.indices where speaker[batch.sources[index].meter] != index {
            batch.sources[index].facts = MeterFacts()
        }
    }
}
