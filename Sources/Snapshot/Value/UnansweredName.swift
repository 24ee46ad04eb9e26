import Metering
import Polling
import ReadingStore

/// A metering point, category or property of the configuration that no answer of the API contains.
package struct UnansweredName: Sendable, Hashable {
    /// The key of the configuration that names it.
    package let key: String
    package let text: String
}

extension SnapshotInput {
    /// Names of the configuration that no answer contains, in order of their keys: a typing error, or a meter that is
    /// gone. Empty until a poll has succeeded.
    package var unanswered: [UnansweredName] {
        guard polls.values.contains(where: { $0.lastSuccess != nil }) else { return [] }
        let points = Set(contents.meters.map(\.id.meteringPoint))
        let categories = Set(contents.meters.map(\.id.deliveryCategory))
        func missing(_ key: String, _ texts: some Sequence<String>, _ known: Set<String>) -> [UnansweredName] {
            texts.filter { !known.contains($0) }.sorted().map { UnansweredName(key: key, text: $0) }
        }
        var found = missing("names", settings.names.keys, points) + missing("facts", settings.facts.keys, points)
        for tariff in rules.tariffs {
            found += missing("tariffs", tariff.meteringPoints, points)
            found += missing("tariffs", tariff.deliveryCategories, categories)
        }
        let narrowed = settings.groups.filter(\.namesCategories)
        if !narrowed.isEmpty {
            let groups = GroupScope.groups(of: contents.meters, settings.groups)
            found += narrowed.flatMap { scope in
                scope.unansweredCategories(groups).map {
                    UnansweredName(key: "delivery_categories of the group \(scope.name)", text: $0)
                }
            }
        }
        if !settings.areas.isEmpty {
            found += missing("properties", settings.areas.keys, Set(contents.meters.compactMap(property)))
        }
        return found
    }
}
