import Metering
import ReadingStore

/// A customer group of the configuration, with the meters that belong to it.
package struct GroupScope: Sendable, Equatable {
    private let group: CustomerScope.Group
    /// True if subsidiaries' meters come too, under numbers that the configuration does not name.
    private let hasSubsidiaries: Bool

    package var name: String { group.name }

    /// Creates a group; empty metering points or delivery categories stand for all.
    package init(
        name: String, numbers: [String], meteringPoints: [String] = [], deliveryCategories: [String] = [],
        hasSubsidiaries: Bool = false
    ) {
        group = CustomerScope.Group(
            name: name, numbers: numbers, meteringPoints: meteringPoints, deliveryCategories: deliveryCategories)
        self.hasSubsidiaries = hasSubsidiaries
    }

    /// Returns the delivery categories that the group requests and that none of its meters has, in alphabetical order.
    ///
    /// - Parameter groups: the groups of all meters, from ``groups(of:_:)``.
    func unansweredCategories(_ groups: [MeterID: Set<String>]) -> [String] {
        let known = groups.lazy.filter { $0.value.contains(name) }.map(\.key.deliveryCategory)
        return group.deliveryCategories.subtracting(known).sorted()
    }

    /// True if the group requests certain delivery categories only.
    var namesCategories: Bool { !group.deliveryCategories.isEmpty }

    /// Finds the groups of each meter, by name: those that request its customer's number. If none does, because the
    /// number is a subsidiary's or the API names none, it is the group whose answer had the meter. Other meters have
    /// none.
    static func groups(of meters: [StoredMeter], _ scopes: [GroupScope]) -> [MeterID: Set<String>] {
        var byNumber: [String: [GroupScope]] = [:]
        for scope in scopes {
            for number in scope.group.numbers { byNumber[number, default: []].append(scope) }
        }
        let byName = Dictionary(scopes.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var groups: [MeterID: Set<String>] = [:]
        for meter in meters {
            let number = CustomerNumber.normalized(meter.facts.customerNumber ?? "")
            var asking = byNumber[number] ?? []
            if asking.isEmpty, let own = byName[meter.group], number.isEmpty || own.hasSubsidiaries { asking = [own] }
            let names = asking.filter { $0.group.admits(meter.id) }.map(\.name)
            if !names.isEmpty { groups[meter.id] = Set(names) }
        }
        return groups
    }
}
