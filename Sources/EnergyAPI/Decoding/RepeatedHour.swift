/// The labels of an hour that the clock shows twice, distinguished by their order.
///
/// In ascending order summer time comes first, in descending order it comes second; an hour that occurs once is summer
/// time. The order follows from the labels alone: where they turn back, or occur a second time, the second hour begins.
/// Alternating labels (2:00, 2:00, 2:15, 2:15) are distinguished one by one.
enum RepeatedHour {
    /// Returns for each label of one repeated hour whether it is of its second hour, winter time.
    ///
    /// - Parameters:
    ///   - labels: in the order of the answer.
    ///   - isDescending: true if the answer begins with the newest reading.
    ///   - isCut: true if the answer continues after the last label on a later page.
    ///   - isSteady: true if the answer keeps its order everywhere else, so that labels that turn back must be the
    ///     second hour.
    static func isWinter(_ labels: [Int64], isDescending: Bool, isCut: Bool, isSteady: Bool) -> [Bool] {
        var counts: [Int64: Int] = [:]
        for label in labels { counts[label, default: 0] += 1 }
        let isNamedTwice = counts.values.contains { $0 > 1 }
        let turn = labels.indices.dropFirst().first {
            isDescending ? labels[$0] > labels[$0 - 1] : labels[$0] < labels[$0 - 1]
        }
        if let turn, isNamedTwice || isSteady {
            return labels.indices.map { isDescending ? $0 < turn : $0 >= turn }
        }
        var seen: [Int64: Int] = [:]
        return labels.map { label in
            seen[label, default: 0] += 1
            let isSecond = seen[label] ?? 1 > 1
            guard isDescending else { return isSecond }
            // A label of a page that is cut here occurs once more on the next page, if the API sends the hour twice.
            return !isSecond && (counts[label] ?? 1 > 1 || isCut)
        }
    }
}
