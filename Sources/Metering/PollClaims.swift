/// Which object of the API's answers speaks for which time of a series, within one poll.
///
/// Two objects can describe one series: a subsidiary's and its parent's, two settlements, a customer who moved. They are
/// merged by time, and where they hold the same period the first in configuration order wins, so that nothing flips
/// (`api-contract.md`, "two objects for one series"). Pages are offered in that order.
package struct PollClaims: Sendable {
    /// What makes two objects the same one: all that is stable about it.
    private struct Claimant: Hashable {
        var group: Int
        var customerNumber: String?
        var installationNumber: String?
        var settlement: String?
        var rateCode: String?
    }

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
        let rank = Dictionary(customers.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        func isBefore(_ left: ReadingSource, _ right: ReadingSource) -> Bool {
            (rank[left.facts.customerNumber ?? ""] ?? customers.count)
                < (rank[right.facts.customerNumber ?? ""] ?? customers.count)
        }
        // `sorted` is stable, so objects of one customer keep the order of the answer.
        let sources = batch.sources
        let inOrder = batch.series.indices.sorted {
            isBefore(sources[batch.series[$0].source], sources[batch.series[$1].source])
        }
        var dropped = 0
        // Within a page each object stands for itself, also where two cannot be told apart by what they say of themselves.
        var onPage: [SeriesID: TimeRanges] = [:]
        for index in inOrder {
            let source = batch.sources[batch.series[index].source]
            let series = SeriesID(meter: source.meter, unit: batch.series[index].unit)
            dropped += batch.series[index].readings.dropOverlaps()
            if let taken = onPage[series] { dropped += batch.series[index].readings.drop(where: taken.overlaps) }
            dropped += settle(&batch.series[index].readings, of: series, by: claimant(source, group))
            onPage[series, default: TimeRanges()].insert(TimeRanges(of: batch.series[index].readings))
        }
        if dropped > 0 { batch.rejected[.duplicate, default: 0] += dropped }
        var spoken: Set<MeterID> = []
        for index in sources.indices.sorted(by: { isBefore(sources[$0], sources[$1]) }) {
            let claimant = claimant(sources[index], group)
            let isFirst = spoken.insert(sources[index].meter).inserted
            if isFirst, factsBy[sources[index].meter] ?? claimant == claimant {
                factsBy[sources[index].meter] = claimant
            } else {
                batch.sources[index].facts = MeterFacts()
                batch.sources[index].maxEffects = []
            }
        }
    }

    private func claimant(_ source: ReadingSource, _ group: Int) -> Claimant {
        Claimant(
            group: group, customerNumber: source.facts.customerNumber,
            installationNumber: source.facts.installationNumber, settlement: source.facts.settlement,
            rateCode: source.facts.rateCode)
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
