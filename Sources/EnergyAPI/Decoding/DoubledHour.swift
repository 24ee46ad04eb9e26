/// The labels of an hour that the clock shows twice, told apart by their order.
///
/// In ascending order summer time comes first, in descending order it comes second; an hour that is named once is summer
/// time. The order can be seen from the labels alone: where they turn back, or are named a second time, the second hour
/// begins. Labels that come by turns (2:00, 2:00, 2:15, 2:15) are told apart one by one.
enum DoubledHour {
    /// Tells for each label of one doubled hour if it is of its second hour, winter time.
    ///
    /// - Parameters:
    ///   - labels: in the order of the answer.
    ///   - isDescending: tells that the answer begins with the newest reading.
    ///   - isCut: tells that the answer goes on behind the last label on a page to come.
    ///   - isSteady: tells that the answer keeps its order everywhere else, so that labels that turn back must be the
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
            // A label of a page that is cut here is named once more by the next page, if the API names the hour twice.
            return !isSecond && (counts[label] ?? 1 > 1 || isCut)
        }
    }
}
