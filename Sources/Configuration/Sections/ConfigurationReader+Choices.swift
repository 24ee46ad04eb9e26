import Ground
import Metering

extension ConfigurationReader {
    /// Reads the periods to show: a list of their names.
    func readPeriods(_ value: ConfigurationValue) -> Set<Period> {
        var periods: Set<Period> = []
        for item in value.items() ?? [] {
            guard let period = item.choice(of: Period.self) else { continue }
            if !periods.insert(period).inserted { item.warn("\(quoted(period.rawValue)) is given twice") }
        }
        return periods
    }

    /// Reads the families to show: a list of groups and of whole names.
    func readFamilies(_ value: ConfigurationValue) -> Set<String> {
        let known = FamilyGroup.allNames
        var families: Set<String> = []
        for item in value.items() ?? [] {
            guard let text = item.text() else { continue }
            if let group = FamilyGroup(rawValue: text) {
                families.formUnion(group.names)
            } else if known.contains(text) {
                families.insert(text)
            } else {
                let groups = FamilyGroup.allCases.map(\.rawValue)
                let near = NearMiss.suggestion(for: text, among: groups + known.sorted())
                item.fault(
                    "\(quoted(text)) is not a family that can be left out: write \(groups.map { "`\($0)`" }.joined(separator: ", ")), or the full name of a metric"
                        + (near.map { ", did you mean `\($0)`?" } ?? ""))
            }
        }
        let lacking = FamilyGroup.watchedByRules.subtracting(families).sorted()
        if let first = lacking.first {
            let more = lacking.count == 1 ? "" : ", and \(lacking.count - 1) more"
            value.warn("leaves out \(quoted(first))\(more): the shipped rules watch them, and their alerts never fire")
        }
        return families
    }
}
