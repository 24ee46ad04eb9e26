package import Metering

/// Which object of the API's answers speaks for which time of a series, within one poll.
///
/// Two objects can describe one series: a subsidiary's and its parent's, two settlements, a customer who moved. They are
/// merged by time, and where they hold the same period the first in configuration order wins, so that nothing flips
/// (`api-contract.md`, "two objects for one series"). Pages are offered in that order.
package struct PollClaims: Sendable {
    private struct Claim {
        var claimant: Claimant
        var time: TimeRanges
    }

    private var claims: [SeriesID: [Claim]] = [:]
    private var factsBy: [MeterID: Claimant] = [:]

    package init() {}

    /// Removes from a page what another object has said before in this poll, and notes what the page's own objects say.
    ///
    /// - Parameters:
    ///   - batch: its dropped readings are counted as ``RejectionReason/duplicate``; an object that comes second for its
    ///     meter loses its facts and `MaxEffect`s.
    ///   - group: place of the customer group in the configuration.
    ///   - customers: the group's customer numbers in configuration order, which decides within a page.
    package mutating func settle(_ batch: inout ReadingBatch, group: Int, customers: [String]) {
        let sources = batch.sources
        let ranks = Claimant.ranks(of: sources.map(\.facts), customers: customers)
        let inOrder = batch.series.indices.sorted { ranks[batch.series[$0].source] < ranks[batch.series[$1].source] }
        var dropped = 0
        // Within a page each object stands for itself, also where two cannot be told apart by what they say of themselves.
        var onPage: [SeriesID: TimeRanges] = [:]
        for index in inOrder {
            let source = batch.sources[batch.series[index].source]
            let series = SeriesID(meter: source.meter, unit: batch.series[index].unit)
            dropped += batch.series[index].readings.dropOverlaps()
            if let taken = onPage[series] { dropped += batch.series[index].readings.drop(where: taken.overlaps) }
            dropped += settle(&batch.series[index].readings, of: series, by: Claimant(source.facts, group: group))
            onPage[series, default: TimeRanges()].insert(TimeRanges(of: batch.series[index].readings))
        }
        if dropped > 0 { batch.rejected[.duplicate, default: 0] += dropped }
        var spoken: Set<MeterID> = []
        for index in sources.indices.sorted(by: { ranks[$0] < ranks[$1] }) {
            let claimant = Claimant(sources[index].facts, group: group)
            let isFirst = spoken.insert(sources[index].meter).inserted
            if isFirst, factsBy[sources[index].meter] ?? claimant == claimant {
                factsBy[sources[index].meter] = claimant
            } else {
                batch.sources[index].facts = MeterFacts()
                batch.sources[index].maxEffects = []
            }
        }
    }

    private mutating func settle(
        _ readings: inout ReadingColumns, of series: SeriesID, by claimant: Claimant
    ) -> Int {
        var all = claims[series] ?? []
        var dropped = 0
        for claim in all where claim.claimant != claimant {
            dropped += readings.drop { start, end in claim.time.overlaps(start, end) }
        }
        let own = all.firstIndex { $0.claimant == claimant } ?? all.endIndex
        if own == all.endIndex { all.append(Claim(claimant: claimant, time: TimeRanges())) }
        all[own].time.insert(TimeRanges(of: readings))
        claims[series] = all
        return dropped
    }
}
