import Configuration
import EnergyAPI
import Metering
import ReadingStore

extension WithdrawalClaims {
    /// Returns the withdrawals of each group.
    ///
    /// - Parameters:
    ///   - jobs: the jobs that the API has answered completely.
    ///   - heard: tells which groups others wait for.
    func settled(
        _ groups: [PolledGroup], answered jobs: [ListWalk<TimeSeriesQuery>.Job], _ heard: HeardGroups
    ) async throws(StoreError) -> [[Withdrawal]] {
        guard !isEmpty else { return groups.map { _ in [] } }
        var witnesses: [Witness] = []
        for (index, group) in groups.enumerated() {
            let numbers = group.admittedNumbers
            guard !numbers.isEmpty, try await !heard.isSilent(group.settings.name) else { continue }
            let points = try await heard.store.readings.meteringPoints(ofGroup: group.settings.name)
            let asked = Set(group.settings.meteringPoints)
            // A request for some of the numbers says nothing about the others.
            let whole = jobs.filter {
                $0.group == index && $0.probed == nil && $0.query.customerNumbers.count >= numbers.count
            }
            witnesses.append(
                Witness(
                    points: Set(points.filter { asked.isEmpty || asked.contains($0) }),
                    heard: whole.map { ($0.query.window, $0.query.meteringPoints) }))
        }
        return groups.indices.map { settled(of: $0, witnesses) }
    }
}
